"""The answers of a case as the rows of its form: what makes this patient and what matters here first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django import forms
from django.utils.translation import gettext as _

from treatments.engine.answers import Answers, RawAnswers
from treatments.engine.documents import Document
from treatments.engine.readings import UNANSWERED
from treatments.engine.suggest import AreaSuggestion
from treatments.workbench.cases.case_answers import STATE, Asked, Place, asked, places
from treatments.workbench.cases.case_expectation import SEVERAL, name_of
from treatments.workbench.cases.case_words import PARTS_OF_A_RESULT, CaseWords, told


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """`state` stands beside a number; `usual` is the typical patient's answer, where this one differs."""

    key: str
    field: forms.BoundField
    state: forms.BoundField | None
    usual: str
    is_ticks: bool
    matters: bool


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    number: int
    title: str
    first: tuple[AnswerRow, ...]
    others: tuple[AnswerRow, ...]


def answer_places(form: forms.Form, document: Document, answers: Answers, matters: frozenset[str]) -> list[AnswerPlace]:
    """The person comes last: what is changed most is about the place."""
    words = CaseWords.of(document)
    person, *areas = places(len(answers.areas))
    return [_place(form, words, place, answers, matters) for place in (*areas, person)]


@dataclass(frozen=True, slots=True)
class TriedRow:
    what: str
    before: str
    after: str
    differs: bool


@dataclass(frozen=True, slots=True)
class TriedPlace:
    title: str
    rows: tuple[TriedRow, ...]


def tried(words: CaseWords, before: Iterable[AreaSuggestion], after: Iterable[AreaSuggestion]) -> list[TriedPlace]:
    """Before and after, place by place."""
    pairs = list(zip_longest(before, after))
    found = []
    for number, (old, new) in enumerate(pairs, 1):
        title = _("Place %(number)d") % {"number": number} if len(pairs) > 1 else ""
        found.append(TriedPlace(title, tuple(_tried(words, told(old) if old else {}, told(new) if new else {}))))
    return found


@dataclass(frozen=True, slots=True)
class ExpectedPlace:
    """`chosen` are the ticks of what is expected now, beside all that could be."""

    number: int
    title: str
    fields: tuple[forms.BoundField, ...]
    ticks: tuple[tuple[forms.BoundField, int], ...]


def expected_places(form: forms.Form, areas: int) -> list[ExpectedPlace]:
    found = []
    for number in range(1, areas + 1):
        title = _("Place %(number)d") % {"number": number} if areas > 1 else ""
        single = ("outcome", "method", "on_hold", "cleared")
        ticks = ((field := form[name_of(number, name)], len(field.value() or ())) for name in SEVERAL)
        found.append(ExpectedPlace(number, title, tuple(form[name_of(number, name)] for name in single), tuple(ticks)))
    return found


def _place(form: forms.Form, words: CaseWords, place: Place, answers: Answers, matters: frozenset[str]) -> AnswerPlace:
    given, typical = place.of(answers), words.document.typical_patient
    usual = typical.area if place.number else typical.person
    rows = [_row(form, words, place, each, given, usual, matters) for each in asked(words.document, place.about)]
    first = [row for row in rows if row.usual or row.field.errors] + [
        row for row in rows if row.matters and not row.usual and not row.field.errors
    ]
    several = len(answers.areas) > 1
    title = _("The person") if not place.number else _("The place")
    if several and place.number:
        title = _("Place %(number)d") % {"number": place.number}
    return AnswerPlace(place.number, title, tuple(first), tuple(row for row in rows if row not in first))


def _row(
    form: forms.Form,
    words: CaseWords,
    place: Place,
    each: Asked,
    given: RawAnswers,
    typical: RawAnswers,
    matters: frozenset[str],
) -> AnswerRow:
    name, key = place.name(each.key), each.key
    now, usual = _plain(given.get(key, UNANSWERED)), _plain(typical.get(key, UNANSWERED))
    return AnswerRow(
        key=key,
        field=form[name],
        state=form[name + STATE] if name + STATE in form.fields else None,
        usual=words.answer(key, usual) if now != usual else "",
        is_ticks=each.fact.type == "multi",
        matters=key in matters,
    )


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _tried(words: CaseWords, old: Mapping[str, object], new: Mapping[str, object]) -> Iterable[TriedRow]:
    for name, title in PARTS_OF_A_RESULT.items():
        before, after = words.part_of_result(name, old.get(name)), words.part_of_result(name, new.get(name))
        if before or after:
            yield TriedRow(str(title), before, after, before != after)
