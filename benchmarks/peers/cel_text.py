"""How a formula is written in CEL, for the engines that read it."""

from benchmarks.two_valued import Infix, bracketed, single_quoted

CEL = Infix("&&", "||", "!", "{key} == null", "{key} != null", single_quoted, bracketed)
