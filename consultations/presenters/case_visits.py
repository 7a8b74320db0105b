"""Signed visits for whoever makes cases of them: where, when, about how old, what was done; never who."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consultations.case_from_visit import LeftOut, VisitWithoutNames
from consultations.forms.cases import DECIDED, SUGGESTED
from consultations.models import Consultation
from consultations.site_days import day_at
from treatments.age_bands import band_of
from treatments.engine.answers import Answers
from treatments.engine.documents import Question
from treatments.workbench.cases.case_answers import asked
from treatments.workbench.cases.case_traces import place_name
from treatments.workbench.cases.case_words import OUTCOMES, CaseWords

Expected = dict[str, object]


@dataclass(frozen=True, slots=True)
class VisitRow:
    site: str
    month: datetime
    age: str
    done: str
    href: str

    @classmethod
    def of(cls, slug: str, words: CaseWords, visit: Consultation) -> "VisitRow":
        done = [words.method(line.method) if line.method else _("No method") for line in visit.plan_lines.all()]
        return cls(
            site=visit.site.name,
            month=day_at(visit.site, visit.started_at),
            age=band_of(_age(words.document.questions, visit.answers["person"])),
            done=", ".join(done),
            href=reverse("case_from_visit", args=[slug, visit.pk]),
        )


@dataclass(frozen=True, slots=True)
class CopiedPart:
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VisitPage:
    title: str
    parts: tuple[CopiedPart, ...]
    left_out: tuple[LeftOut, ...]
    choices: tuple[tuple[str, str], ...]
    now: str

    @classmethod
    def of(cls, words: CaseWords, visit: VisitWithoutNames) -> "VisitPage":
        choices = [(SUGGESTED, _("As suggested then: %(said)s") % {"said": said(words, visit.suggested)})]
        if visit.decided is not None:
            decided = _("As the dermatologist decided: %(said)s") % {"said": said(words, visit.decided)}
            choices.append((DECIDED, decided))
        return cls(
            title=_title(words, visit),
            parts=tuple(_parts(words, visit.answers)),
            left_out=visit.left_out,
            choices=tuple(choices),
            now=words.headlines(visit.now),
        )


def said(words: CaseWords, expected: tuple[Expected, ...]) -> str:
    """In a few words, place by place."""
    return " · ".join(
        words.method(str(each["method"])) if each.get("method") else str(OUTCOMES[str(each["outcome"])])
        for each in expected
    )


def _title(words: CaseWords, visit: VisitWithoutNames) -> str:
    """A first one, to be made better."""
    age = band_of(_age(words.document.questions, visit.answers.person))
    chosen = said(words, visit.decided or visit.suggested)
    return _("Signed visit, age %(age)s: %(said)s") % {"age": age or "?", "said": chosen}


def _parts(words: CaseWords, answers: Answers) -> list[CopiedPart]:
    parts = [(_("The person"), "person", answers.person)]
    for number, area in enumerate(answers.areas, 1):
        parts.append((place_name(words, area, number), "area", area))
    return [
        CopiedPart(
            title,
            tuple(
                (capfirst(words.question(each.key)), words.answer(each.key, given[each.key]))
                for each in asked(words.document, about)
                if each.key in given
            ),
        )
        for title, about, given in parts
    ]


def _age(questions: tuple[Question, ...], person: object) -> float | None:
    keys = [question.derives for question in questions if question.derives]
    found = [person.get(key) for key in keys] if isinstance(person, Mapping) else []
    return next((age for age in found if isinstance(age, int | float)), None)
