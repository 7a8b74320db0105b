"""Cases in words: who the patient is, what comes out, what is expected, and where the three differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from treatments.engine.answers import RawAnswer, RawAnswers
from treatments.engine.documents import Case, Document, Expectation
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN
from treatments.engine.suggest import AreaSuggestion
from treatments.wording import Wording
from treatments.workbench.cases.casing import CaseStanding, State

OUTCOMES = {
    "suggest": gettext_lazy("Suggest a method"),
    "needs_answer": gettext_lazy("Ask first"),
    "examine_first": gettext_lazy("Examine first"),
    "no_treatment": gettext_lazy("No treatment needed"),
}
VERDICTS = {
    "suggested": (gettext_lazy("Suggested"), "ring-dot", "ready"),
    "possible": (gettext_lazy("Possible"), "ring", "ready"),
    "on_hold": (gettext_lazy("On hold"), "half", "wait"),
    "excluded": (gettext_lazy("Stopped"), "dot", "stop"),
    "not_suited": (gettext_lazy("Not suited"), "ring", ""),
}
STATES = {
    State.AGREES: (gettext_lazy("Pass"), "tick", "done"),
    State.CHANGED: (gettext_lazy("Changed"), "half", "wait"),
    State.FAIL: (gettext_lazy("Fail"), "dot", "stop"),
}
PARTS_OF_A_RESULT = {
    "outcome": gettext_lazy("Result"),
    "method": gettext_lazy("Method"),
    "add_on": gettext_lazy("Add-on"),
    "fired": gettext_lazy("Because of"),
    "needs": gettext_lazy("Asks for"),
    "on_hold": gettext_lazy("Waits first"),
    "cleared": gettext_lazy("Safe already"),
    "excluded": gettext_lazy("Stopped"),
    "cautions": gettext_lazy("To mind"),
}


@dataclass(frozen=True, slots=True)
class Pill:
    words: str
    shape: str
    tone: str

    @classmethod
    def of(cls, row: tuple[Any, str, str]) -> "Pill":
        return cls(str(row[0]), row[1], row[2])


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that differs from the typical patient's; `usual` is that one, in words."""

    question: str
    answer: str
    usual: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """What the live release, the draft and the expectation say of one thing; `live` is None where nothing is live."""

    what: str
    live: str | None
    draft: str
    expected: str
    differs: bool
    is_new: bool


@dataclass(frozen=True)
class CaseWords:
    """Says the answers, methods and results of one protocol."""

    document: Document
    wording: Wording

    @classmethod
    def of(cls, document: Document) -> "CaseWords":
        return cls(document, Wording(document))

    def question(self, key: str) -> str:
        return self.wording.key(key).strip("“”")

    def answer(self, key: str, value: object) -> str:
        if value is None or value == UNANSWERED:
            return _("Not answered")
        if value == UNKNOWN:
            return _("Not sure")
        if value == NOT_APPLICABLE:
            return _("Not asked")
        if isinstance(value, list | tuple):
            return ", ".join(self.answer(key, each) for each in value)
        return self.wording.value(key, value) if isinstance(value, str) else f"{value:g}"

    def method(self, key: str) -> str:
        found = next((method for method in self.document.methods if method.key == key), None)
        return (found.term or self.wording.text(found.name)) if found else key

    def methods(self, keys: Iterable[str]) -> str:
        return ", ".join(map(self.method, keys))

    def headline(self, area: AreaSuggestion | Expectation) -> str:
        """The result of one area in a few words."""
        if area.outcome == "suggest" and area.method:
            add_on = getattr(area, "add_on", None)
            together = _("%(method)s, together with: %(add_on)s")
            named = self.method(area.method)
            return together % {"method": named, "add_on": self.method(add_on)} if add_on else named
        if area.outcome == "needs_answer" and area.needs:
            asked = ngettext("Ask first: %(n)d answer", "Ask first: %(n)d answers", len(area.needs))
            return asked % {"n": len(area.needs)}
        return str(OUTCOMES[area.outcome])

    def headlines(self, areas: Iterable[AreaSuggestion | Expectation]) -> str:
        return " · ".join(map(self.headline, areas))

    def part_of_result(self, name: str, value: Any) -> str:
        """One thing that a result says, in words; empty for nothing."""
        if not value:
            return ""
        if name == "outcome":
            return str(OUTCOMES[value])
        if name in ("method", "add_on", "cleared"):
            return self.method(value)
        if name == "on_hold":
            return self.method(value[0])
        if name == "needs":
            return "; ".join(map(self.question, value))
        if name == "excluded":
            return "; ".join(f"{self.method(method)} ({', '.join(codes)})" for method, codes in value.items())
        return "; ".join(map(self.rule, sorted(value)))

    def rule(self, code: str) -> str:
        """Its code and why it says so."""
        return f"{code} {self._because.get(code, '')}".strip()

    @cached_property
    def _because(self) -> dict[str, str]:
        return {rule.code: rule.because.rstrip(".") for rule in self.document.rules}

    def differences(self, case: Case) -> Iterator[tuple[str, tuple[Difference, ...]]]:
        """What makes this patient who they are: about the person, then place by place."""
        typical = self.document.typical_patient
        if case.person:
            yield _("The person"), tuple(self._differences(case.person, typical.person))
        for number, area in enumerate(case.areas, 1):
            title = _("The place") if len(case.areas) == 1 else _("Place %(number)d") % {"number": number}
            if area:
                yield title, tuple(self._differences(area, typical.area))

    def who(self, case: Case) -> str:
        """In one line, for lists."""
        parts = [difference for _title, found in self.differences(case) for difference in found]
        return "; ".join(f"{each.question}: {each.answer}" for each in parts)

    def _differences(self, answers: RawAnswers, usual: Mapping[str, RawAnswer]) -> Iterator[Difference]:
        order = {question.key: question.number for question in self.document.questions}
        order |= {question.derives: question.number for question in self.document.questions if question.derives}
        for key in sorted(answers, key=lambda key: order.get(key, 0)):
            yield Difference(self.question(key), self.answer(key, answers[key]), self.answer(key, usual.get(key)))


def whys(words: CaseWords, standing: CaseStanding) -> list[str]:
    """Why a case does not pass, in sentences."""
    sentences = []
    for number, found in enumerate(standing.differences, 1):
        place = _("Place %(number)d: ") % {"number": number} if len(standing.differences) > 1 else ""
        for difference in found:
            sentence = _("%(what)s: comes out as %(found)s, expected %(expected)s") % {
                "what": PARTS_OF_A_RESULT[difference.what],
                "found": _quoted(words.part_of_result(difference.what, difference.found)),
                "expected": _quoted(words.part_of_result(difference.what, difference.expected)),
            }
            sentences.append(place + sentence)
    if sentences or standing.state == State.AGREES:
        return sentences
    if standing.is_new:
        return [_("The live release has not this case yet.")]
    return [_("As expected, but the live release says: %(said)s") % {"said": words.headlines(standing.live or ())}]


def compared(words: CaseWords, standing: CaseStanding, place: int) -> list[ComparedRow]:
    """Everything that any of the three says of this place, from nought."""
    draft, expected = standing.draft[place], standing.case.expect[place]
    live = standing.live[place] if standing.live else None
    wrong = {difference.what for difference in standing.differences[place]}
    rows = []
    for name, title in PARTS_OF_A_RESULT.items():
        now, wanted = told(draft).get(name), getattr(expected, name, None)
        before = told(live).get(name) if live else None
        if not (now or wanted or before):
            continue
        rows.append(
            ComparedRow(
                str(title),
                words.part_of_result(name, before) if live else None,
                words.part_of_result(name, now),
                words.part_of_result(name, wanted),
                differs=name in wrong,
                is_new=live is not None and words.part_of_result(name, before) != words.part_of_result(name, now),
            )
        )
    return rows


def told(area: AreaSuggestion) -> dict[str, Any]:
    """All that the result holds; what `said` leaves out of a comparison is shown all the same."""
    return {
        "outcome": area.outcome,
        "method": area.method,
        "add_on": area.add_on,
        "fired": area.fired,
        "needs": area.needs,
        "on_hold": area.on_hold if area.outcome == "needs_answer" else (),
        "cleared": area.cleared if area.outcome == "needs_answer" else None,
        "excluded": area.weighed.excluded,
        "cautions": area.cautions,
    }


def _quoted(words: str) -> str:
    return f"“{words}”" if words else _("nothing")
