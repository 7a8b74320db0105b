"""Questions that are answered on the review page itself, and two answers to one of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from consultations.intake import questions
from consultations.intake.forms import QuestionForm
from consultations.intake.questions import Asked
from consultations.models import Consultation
from consultations.presenters.facts import Facts, Said
from consultations.presenters.open_questions import OpenQuestion
from consultations.presenters.suggestions import SuggestionCard
from consultations.presenters.words import Words

# A form takes room and time; the others have a link to their own page.
MOST_ANSWERED_HERE = 5


class AnswerHereForm(QuestionForm):
    """The question stands among others, so it heads no page."""

    question_page = False


@dataclass(frozen=True, slots=True)
class AnsweredHere:
    ident: str
    question: OpenQuestion
    area_number: int | None
    form: AnswerHereForm


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer that came from the page and was not taken: its form, under the card it stood in."""

    asked: Asked
    card_number: int
    form: AnswerHereForm


@dataclass(frozen=True, slots=True)
class TwoAnswers:
    """What was sent, and what somebody else answered in the meantime. `again` are the fields to send it once more."""

    question: str
    key: str
    area_number: int | None
    mine: str
    theirs: Said
    again: tuple[tuple[str, str], ...] = field(default=())


def here(
    words: Words, consultation: Consultation, card: SuggestionCard, today: date, sent: Sent | None = None
) -> list[AnsweredHere]:
    found, due = [], list(card.matters[:MOST_ANSWERED_HERE])
    if sent and sent.card_number == card.number and sent.asked.question.key not in {each.key for each in due}:
        due.append(_no_longer_open(words, sent.asked))
    for question in due:
        number = card.number if question.about_area else None
        asked = Asked(words.protocol.questions[question.key], number)
        is_sent = sent is not None and (sent.asked, sent.card_number) == (asked, card.number)
        form = sent.form if is_sent else here_form(words, consultation, asked, card.number, today)
        found.append(AnsweredHere(ident_of(card.number, question.key), question, number, form))
    return found


def _no_longer_open(words: Words, asked: Asked) -> OpenQuestion:
    """What was typed is shown where it was wrong, though the question may be answered by now."""
    key = asked.question.key
    return OpenQuestion(key, words.question(key), asked.area_number is not None, ())


def here_form(
    words: Words, consultation: Consultation, asked: Asked, card_number: int, today: date, data: Any = None
) -> AnswerHereForm:
    given = questions.given(consultation.answers, asked)
    ident = ident_of(card_number, asked.question.key)
    return AnswerHereForm(data, question=asked.question, words=words, today=today, given=given, auto_id=f"{ident}-%s")


def ident_of(card_number: int, key: str) -> str:
    return f"here-{card_number}-{key}"


def two_answers(words: Words, known: Facts, sent: Sent) -> TwoAnswers | None:
    """Nothing where the question has no other answer now."""
    key, number = sent.asked.place
    group = known.areas if number else known.groups
    facts = (fact for each in group if number in (None, each.area_number) for fact in each.facts)
    now = next((fact.now for fact in facts if fact.key == key), None)
    mine = words.answer(key, sent.form.value) if not sent.form.errors else ""
    if now is None or not mine or now.value == mine:
        return None
    names = [name for name in sent.form.data if name.startswith("answer")]
    again = tuple((name, value) for name in names for value in sent.form.data.getlist(name))
    return TwoAnswers(words.question(key), key, number, mine, now, again)
