"""Findings in plain words: what kind, what exactly, and the patient who shows it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from treatments.engine.answers import Answers
from treatments.engine.checks import Finding
from treatments.engine.documents import Document
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import suggest
from treatments.wording import Wording
from treatments.workbench.cases.case_words import CaseWords, Difference
from treatments.workbench.checks import loosening_words

TITLES = {
    "clash": gettext_lazy("A rule that never has its say"),
    "contradicts": gettext_lazy("Two rules against each other"),
    "nothing_asks": gettext_lazy("Nothing asks it"),
    "unknown_not_handled": gettext_lazy("Not known, and nobody notices"),
    "never_true": gettext_lazy("Never true"),
    "no_method_left": gettext_lazy("No method left"),
    "hole": gettext_lazy("A hole between two bands"),
    "always_true": gettext_lazy("Always true"),
    "duplicate": gettext_lazy("The same twice"),
    "covered": gettext_lazy("Covered by another rule"),
    "not_checked": gettext_lazy("Could not be checked"),
    **loosening_words.TITLES,
}


class FindingWords:
    """Says the findings of one protocol."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = CaseWords(document, Wording(document))

    def title(self, finding: Finding) -> str:
        return str(TITLES[finding.kind])

    def sentence(self, finding: Finding) -> str:
        return _SENTENCES[finding.kind](self, finding)

    def result(self, protocol: Protocol, example: dict[str, Any]) -> str:
        """What the draft suggests for the patient."""
        return self.words.headlines(suggest(protocol, Answers(example["person"], (example["area"],))).areas)

    def patient(self, protocol: Protocol, finding: Finding) -> list[tuple[str, tuple[Difference, ...]]]:
        """Where the patient differs from the typical one, and what the finding is about; person, then place."""
        example, typical = finding.example or {}, self.document.typical_patient
        hidden = _hidden(protocol, example)
        told = []
        for part, title, usual in (
            ("person", _("The person"), typical.person),
            ("area", _("The place"), typical.area),
        ):
            given = example.get(part, {})
            keys = [key for key, fact in protocol.facts.items() if fact.about == part]
            shown = [
                Difference(
                    self.words.question(key), self._answer(key, given, hidden), self.words.answer(key, usual.get(key))
                )
                for key in keys
                if key in finding.keys
                or (key in usual and key not in hidden and _plain(given.get(key)) != _plain(usual[key]))
            ]
            told.append((title, tuple(shown)))
        return [(title, rows) for title, rows in told if rows]

    def question(self, key: str) -> str:
        return self.words.question(key)

    def codes(self, codes: tuple[str, ...]) -> str:
        if len(codes) < 2:
            return "".join(codes)
        return _("%(others)s and %(last)s") % {"others": ", ".join(codes[:-1]), "last": codes[-1]}

    def either(self, codes: Sequence[str]) -> str:
        *others, last = codes
        return _("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last

    def _answer(self, key: str, given: dict[str, Any], hidden: frozenset[str]) -> str:
        return _("Not asked") if key in hidden else self.words.answer(key, given.get(key))


def _clash(say: FindingWords, finding: Finding) -> str:
    rule, *others = finding.rules
    said = {
        "rule": rule,
        "others": say.either(others),
        "method": say.words.method(finding.detail.get("method", "")),
    }
    if finding.detail.get("method"):
        return _("%(rule)s speaks for %(method)s, but whenever it is true %(others)s stops that.") % said
    return _("%(rule)s is never reached: whenever it is true, %(others)s goes before it.") % said


def _contradicts(say: FindingWords, finding: Finding) -> str:
    detail, said = finding.detail, {"one": finding.rules[0], "other": finding.rules[-1]}
    said["method"] = say.words.method(detail.get("method", ""))
    if key := detail.get("hidden"):
        said["question"] = say.question(key)
        return _("%(one)s must have an answer to “%(question)s”, which is never asked of its patients.") % said
    if detail.get("variants"):
        return _("%(one)s and %(other)s each allow only some kinds of %(method)s, and none that both allow.") % said
    if policy := detail.get("policy"):
        said |= {"policy": say.words.wording.key(policy), "position": say.words.answer(policy, detail["position"])}
        return (
            _("%(one)s spares %(method)s under “%(policy)s: %(position)s”, but then %(other)s removes it all the same.")
            % said
        )
    return _("%(one)s and %(other)s weigh the same for and against %(method)s, and cancel out.") % said


def _nothing_asks(say: FindingWords, finding: Finding) -> str:
    said = {"question": say.question(finding.detail["question"]), "rules": say.codes(finding.rules)}
    if finding.detail["why"] == "retired":
        return _("“%(question)s” is retired, so nobody is asked what %(rules)s must know.") % said
    return _("“%(question)s” is never shown to anybody, but %(rules)s must know it.") % said


def _unknown(say: FindingWords, finding: Finding) -> str:
    said = {"question": say.question(finding.keys[0]), "rules": say.codes(finding.rules)}
    sentence = ngettext(
        "When “%(question)s” is skipped, %(rules)s does not fire and nothing asks again: a method is suggested.",
        "When “%(question)s” is skipped, %(rules)s do not fire and nothing asks again: a method is suggested.",
        len(finding.rules),
    )
    return sentence % said


def _never_true(say: FindingWords, finding: Finding) -> str:
    if key := finding.detail.get("question"):
        return _("“%(question)s” is never asked of anybody: its condition cannot be true.") % {
            "question": say.question(key)
        }
    said = {"rule": finding.rules[0], "part": ""}
    if way := finding.detail.get("way"):
        said["part"] = say.words.wording.sentence(way)
        return _("One way of %(rule)s cannot happen for any patient: %(part)s.") % said
    if part := finding.detail.get("part"):
        said["part"] = say.words.wording.sentence(part)
    return _("No patient who answers what is asked makes %(rule)s true. It fails at: %(part)s.") % said


def _always_true(say: FindingWords, finding: Finding) -> str:
    return _("Every patient makes %(rule)s true, so its condition says nothing.") % {"rule": finding.rules[0]}


def _no_method_left(say: FindingWords, finding: Finding) -> str:
    if method := finding.detail.get("method"):
        said = {"method": say.words.method(method), "needs": finding.detail["needs"]}
        return _("%(method)s is never suggested: its reasons together do not weigh %(needs)s.") % said
    return _("Together %(rules)s leave a patient without red flag no method at all.") % {
        "rules": say.codes(finding.rules)
    }


def _hole(say: FindingWords, finding: Finding) -> str:
    detail, said = finding.detail, {"rules": say.codes(finding.rules), "question": say.question(finding.keys[0])}
    if "above" in detail:
        return _("No answer of “%(question)s” fits a number above %(above)s and below %(below)s.") % (said | detail)
    if "values" in detail:
        said["hole"] = ", ".join(f"“{say.words.answer(finding.keys[0], value)}”" for value in detail["values"])
    else:
        said["hole"] = _between(detail)
    return _("%(rules)s leave a hole in “%(question)s”: %(hole)s.") % said


def _between(detail: dict[str, Any]) -> str:
    """In words, with the ends that are left out too."""
    ends = {"low": f"{detail['from']:g}", "high": f"{detail['to']:g}"}
    if detail["from"] == detail["to"]:
        return ends["low"]
    low = _("from %(low)s") if detail["with_from"] else _("above %(low)s")
    high = _("up to %(high)s") if detail["with_to"] else _("below %(high)s")
    return _("%(low)s and %(high)s") % {"low": low % ends, "high": high % ends}


def _duplicate(say: FindingWords, finding: Finding) -> str:
    return _("%(one)s and %(other)s say the same of the same patients.") % _two(finding)


def _covered(say: FindingWords, finding: Finding) -> str:
    return _("Whenever %(one)s is true, %(other)s is true too and says at least as much.") % _two(finding)


def _not_checked(say: FindingWords, finding: Finding) -> str:
    said = {"n": finding.detail["rules"], "check": TITLES[finding.detail["check"]]}
    return _("“%(check)s” could not be checked for %(n)d rules: there is too much to try. Simplify them.") % said


def _two(finding: Finding) -> dict[str, str]:
    return {"one": finding.rules[0], "other": finding.rules[-1]}


_SENTENCES: dict[str, Callable[[FindingWords, Finding], str]] = {
    "clash": _clash,
    "contradicts": _contradicts,
    "nothing_asks": _nothing_asks,
    "unknown_not_handled": _unknown,
    "never_true": _never_true,
    "no_method_left": _no_method_left,
    "hole": _hole,
    "always_true": _always_true,
    "duplicate": _duplicate,
    "covered": _covered,
    "not_checked": _not_checked,
    **loosening_words.SENTENCES,
}


def _hidden(protocol: Protocol, example: dict[str, Any]) -> frozenset[str]:
    if not example:
        return frozenset()
    settled = protocol.settling.settle(example["person"], example["area"])
    return frozenset(key for key in protocol.facts if settled.is_hidden(key))


def _plain(answer: Any) -> Any:
    return list(answer) if isinstance(answer, tuple) else answer
