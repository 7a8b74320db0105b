"""The intake for paper: every question of a protocol, and what is said of answers that came from there."""

from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.intake.forms import NOT_SURE
from consultations.intake.questions import in_order, is_asked_in_intake
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.presenters.words import Words
from treatments.engine.documents import Question


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """`boxes` to tick; where there are none, `kind` says what is written: number, date or text."""

    label: str
    help: str
    boxes: tuple[str, ...]
    kind: str
    is_private: bool
    may_tick_several: bool


@dataclass(frozen=True, slots=True)
class PaperPart:
    title: str
    is_per_place: bool
    questions: tuple[PaperQuestion, ...]


def paper_parts(words: Words) -> list[PaperPart]:
    """All of them: a sheet of paper hides no question, so a condition may leave one that was not needed."""
    titles = {step.key: words.say(step.title) for step in words.protocol.document.steps}
    asked = [question for question in in_order(words.protocol) if is_asked_in_intake(question)]
    together = groupby(asked, key=lambda question: (question.step, question.about))
    return [
        PaperPart(titles[step], about == "area", tuple(_on_paper(words, question) for question in questions))
        for (step, about), questions in together
    ]


def _on_paper(words: Words, question: Question) -> PaperQuestion:
    boxes = [words.say(option.label) for option in question.offered]
    if question.offers_unknown:
        boxes.append(str(NOT_SURE))
    return PaperQuestion(
        words.say(question.wording),
        words.say(question.help),
        tuple(boxes),
        question.type,
        question.private,
        question.type == "multi",
    )


def came_from_paper(consultation: Consultation) -> str:
    """Empty where nothing was on paper."""
    if consultation.on_paper_at is None:
        return ""
    at = timezone.localtime(consultation.on_paper_at, consultation.site.zone)
    typed = consultation.answer_changes.filter(given_by=GivenBy.DESK, sequence__isnull=False)
    names = dict.fromkeys(typed.order_by("at").values_list("by__name", flat=True)) or {consultation.started_by.name: ""}
    said = {"when": date_format(at, "j M Y H:i"), "names": ", ".join(names)}
    return _("Filled in on paper %(when)s, typed in by %(names)s") % said
