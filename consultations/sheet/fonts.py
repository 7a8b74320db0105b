"""The fonts of the sheet, from packages alone: the same on every machine, and one for every script of a name."""

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

from consultations.sheet.coverage import characters_of

PACKAGES = ("fontpkg_atkinson_hyperlegible", "manimgx_fonts", "noto_cjk_sans_otc")
FIRST = ("Atkinson Hyperlegible", "Noto Sans")
# Emoji fonts have digits too, so they come after everything that has real ones.
LAST = ("Noto Sans Symbols", "Noto Emoji")
# How characters of Chinese origin are drawn differs; what stands beside them tells whose they are.
KANA, HANGUL, CHINESE = ("\u3040", "\u30ff"), ("\uac00", "\ud7a3"), "Noto Sans CJK SC"
DRAWN_FOR = ((KANA, "Noto Sans CJK JP"), (HANGUL, "Noto Sans CJK KR"))
NO_SUCH_CHARACTER = "\N{REPLACEMENT CHARACTER}"


@cache
def fonts() -> typst.Fonts:
    folders = [str(_folder(package)) for package in PACKAGES]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def families_for(text: str) -> list[str]:
    """In the order in which they are asked for a character."""
    eastern = next((font for (low, high), font in DRAWN_FOR if any(low <= char <= high for char in text)), CHINESE)
    rest = [name for name in _families() if name not in (*FIRST, eastern, *LAST)]
    return [*FIRST, eastern, *rest, *LAST]


def without_unknown(text: str) -> str:
    """Characters that no font has become the sign for that: an empty box says nothing, not even that it is one."""
    known = _characters()
    return "".join(_shown(char, known) for char in text)


def _shown(char: str, known: frozenset[int]) -> str:
    """Marks that only direct the writing have no picture of their own; signs for machines have none either, and the
    file may not hold them."""
    kind = unicodedata.category(char)
    if kind == "Cc" and char != "\n":
        return " " if char.isspace() else ""
    return char if ord(char) in known or char.isspace() or kind == "Cf" else NO_SUCH_CHARACTER


@cache
def _families() -> tuple[str, ...]:
    return tuple(name for name in fonts().families() if "Mono" not in name)


@cache
def _characters() -> frozenset[int]:
    paths = {font.path for font in fonts().fonts() if font.path}
    return frozenset().union(*(characters_of(Path(path)) for path in sorted(paths)))


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The fonts of the sheet come from the package {package}, which is not installed")
    return Path(next(iter(spec.submodule_search_locations)))
