"""The patient's sheet before it is signed, line by line, with what the doctor may do to each."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.aftercare import Step, may_be_left_out
from consultations.models import Consultation, PlanLine
from consultations.planned_care import planned_steps, sheet_language
from consultations.presenters.words import Words, area_name
from treatments.care_steps import when
from treatments.compiled_releases import compiled
from treatments.reading_grade import reading_grade

# Hints and never a gate: who wrote the line may know better.
MOST_WORDS, HARDEST = 20, 6
PARTS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("What to do"), ("do", "avoid")),
    (gettext_lazy("What is normal"), ("normal",)),
    (gettext_lazy("When to call us"), ("call",)),
)


def ident_of(line: Mapping[str, str]) -> str:
    """Where a line stands on the page; for what was made up by hand, nowhere."""
    ident = "-".join(filter(None, ("line", line.get("code", ""), line.get("add_on", ""))))
    return ident if re.fullmatch(r"[\w-]+", ident, re.ASCII) else "line"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """`original` is empty for a line that stands as the protocol has it."""

    code: str
    add_on: str
    kind: str
    urgent: bool
    text: str
    original: str
    left_out: bool
    may_leave_out: bool
    places: str
    hints: tuple[str, ...]

    @property
    def ident(self) -> str:
        return ident_of({"code": self.code, "add_on": self.add_on})


@dataclass(frozen=True, slots=True)
class SheetPart:
    """`later` names the add-on that its lines begin with; stages are when and lines."""

    title: str
    later: str
    stages: tuple[tuple[str, tuple[SheetLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class SheetLines:
    """`changed` lines in other words, `left_out` lines that are not said."""

    parts: tuple[SheetPart, ...]
    changed: int
    left_out: int

    @classmethod
    def of(cls, consultation: Consultation, plan: Mapping[int, PlanLine], today: date) -> "SheetLines":
        protocol = compiled(consultation.release)
        words = Words(protocol, sheet_language(protocol, consultation.patient.language))
        steps = planned_steps(consultation, plan, language=words.language, today=today)
        found = tuple(_parts(words, consultation, steps, today))
        lines = [line for part in found for _when, lines in part.stages for line in lines]
        return cls(found, sum(bool(line.original) for line in lines), sum(line.left_out for line in lines))


def _parts(words: Words, consultation: Consultation, steps: Sequence[Step], today: date) -> Iterator[SheetPart]:
    for add_on in dict.fromkeys(step["add_on"] for step in sorted(steps, key=lambda step: step["add_on"])):
        for title, kinds in PARTS:
            mine = [step for step in steps if step["add_on"] == add_on and step["kind"] in kinds]
            if mine:
                later = words.method(add_on) if add_on else ""
                yield SheetPart(str(title), later, tuple(_stages(words, consultation, mine, steps, today)))


def _stages(
    words: Words, consultation: Consultation, steps: Iterable[Step], sheet: Sequence[Step], today: date
) -> Iterator[tuple[str, tuple[SheetLine, ...]]]:
    """Only what is to be done at a time has one; what is normal and when to call hold all along."""
    found: dict[str, list[SheetLine]] = {}
    for step in sorted(steps, key=_day):
        at = when(step, today) if step["kind"] in ("do", "avoid") else ""
        found.setdefault(at, []).append(_line(words, consultation, step, sheet))
    yield from ((at, tuple(lines)) for at, lines in found.items())


def _day(step: Step) -> tuple[bool, int, bool, int]:
    """What is for the next time, or for always, comes last."""
    first, last = step["from_day"], step["to_day"]
    return first is None or first < 0, first or 0, last is None, last or 0


def _line(words: Words, consultation: Consultation, step: Step, sheet: Sequence[Step]) -> SheetLine:
    original = step.get("edited", {}).get("original", "")
    return SheetLine(
        code=step["code"],
        add_on=step["add_on"],
        kind=step["kind"],
        urgent=step["urgent"],
        text=step["text"],
        original=original,
        left_out=bool(step.get("left_out")),
        may_leave_out=may_be_left_out(step, sheet),
        places=_places(words, consultation, step["areas"]),
        hints=tuple(hints(step["text"], words.language)) if original else (),
    )


def _places(words: Words, consultation: Consultation, numbers: Sequence[int]) -> str:
    """Empty where it holds for all."""
    areas = consultation.answers["areas"]
    if len(numbers) == len(areas):
        return ""
    return ", ".join(area_name(words, areas[number - 1], number) for number in numbers)


def hints(text: str, language: str) -> Iterator[str]:
    """The counter knows English only."""
    if not language.startswith("en"):
        return
    longest = max((len(sentence.split()) for sentence in re.split(r"[.!?:]+\s", text)), default=0)
    if longest > MOST_WORDS:
        said = ngettext(
            "A sentence of %(n)d word is long. Make two.", "A sentence of %(n)d words is long. Make two.", longest
        )
        yield said % {"n": longest}
    if (grade := reading_grade(text)) > HARDEST:
        yield _("Hard to read: about school grade %(grade)d. Shorter words help.") % {"grade": round(grade)}
