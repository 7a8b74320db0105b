"""What the review page shows, put together from the presenters."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db.models import Prefetch, prefetch_related_objects

from clinic.accounts.models import User
from consultations import access, policies
from consultations.answering import read
from consultations.deciding import as_suggested, can_agree
from consultations.flags import flags_of
from consultations.forms import AgreeForm
from consultations.forms.agree_all import AgreeAllForm
from consultations.forms.plan_details import details_form
from consultations.lifecycle import Status
from consultations.models import Consultation, PlanLine
from consultations.newer_release import newer_release
from consultations.presenters.answered_here import MOST_ANSWERED_HERE, Sent, here, two_answers
from consultations.presenters.care_glance import care_glance
from consultations.presenters.changes import Changes
from consultations.presenters.face_facts import face_facts
from consultations.presenters.facts import facts
from consultations.presenters.flag_cards import flag_cards
from consultations.presenters.last_visit import LastVisit
from consultations.presenters.newer import NewerBar
from consultations.presenters.people import Pill, waiting
from consultations.presenters.plan import PlanCard, limits
from consultations.presenters.queue import Claim
from consultations.presenters.suggestions import SuggestionCard, cards
from consultations.presenters.words import Words
from consultations.site_days import day_at
from treatments.compiled_releases import compiled

log = logging.getLogger("pearl.review")

Context = dict[str, Any]


def review_context(
    consultation: Consultation,
    *,
    by: User,
    language: str,
    at: datetime,
    agree: AgreeAllForm | None = None,
    answer: Sent | None = None,
    changed: Changes | None = None,
) -> Context:
    words = Words.of(compiled(consultation.release), language)
    rows = PlanLine.objects.select_related("decided_by")
    prefetch_related_objects([consultation], Prefetch("plan_lines", queryset=rows))
    log_rows = consultation.answer_changes.select_related("by").defer("by__password")
    known = facts(words, consultation, log_rows)
    is_open = consultation.status != Status.INTAKE
    context = {
        "face_map": face_facts(words, consultation),
        "facts": known,
        "last_visit": LastVisit.of(access.last_plan(consultation), language),
        "release": consultation.release.number,
        "protocol": words.protocol,
        "pill": Pill.of(consultation.status),
        "waiting": waiting(consultation, at),
        "claim": Claim.of(consultation, by, at),
        "section": "queue",
        "still_answering": not is_open,
        "changed": changed,
        "two_answers": two_answers(words, known, answer) if answer else None,
    }
    return context | (_of_the_suggestion(consultation, words, by, at, agree, answer, changed) if is_open else {})


def _of_the_suggestion(
    consultation: Consultation,
    words: Words,
    by: User,
    at: datetime,
    agree: AgreeAllForm | None,
    answer: Sent | None,
    changed: Changes | None,
) -> Context:
    today = day_at(consultation.site, at)
    found, reference = _suggested(words, consultation, changed)
    flags = flag_cards(words, consultation, flags_of(consultation))
    lines = {line.area_number: line for line in consultation.plan_lines.all()}
    return {
        "flags": flags,
        "open_flags": sum(not flag.finding for flag in flags),
        "newer": NewerBar.of(consultation, newer_release(consultation), words.language),
        "areas": [_area(words, consultation, card, lines.get(card.number), today, answer) for card in found],
        "no_suggestion": reference,
        "care": care_glance(words, consultation, lines, today) if found else (),
        "agree_form": agree or (agree_all_form(consultation, words.language) if found else None),
        "all_decided": len(lines) >= len(consultation.answers["areas"]),
        "why_not_agree": _why_not_agree(consultation, by, lines) if found else None,
        "why_not_sign": policies.why_not_sign(consultation, by),
    }


def _suggested(words: Words, consultation: Consultation, changed: Changes | None) -> tuple[list[SuggestionCard], str]:
    """What is known stays readable when the suggestion cannot be worked out; then the reference finds it in the log."""
    try:
        return cards(words, read(words.protocol, consultation.answers), changed.new if changed else None), ""
    except Exception as fault:
        reference = uuid4().hex[:6].upper()
        # The message of the fault is left out, since it can quote what somebody answered.
        log.error("no suggestion reference=%s because=%s", reference, type(fault).__name__)
        return [], reference


def _area(
    words: Words,
    consultation: Consultation,
    card: SuggestionCard,
    line: PlanLine | None,
    today: date,
    answer: Sent | None,
) -> Context:
    may_answer = consultation.status == Status.REVIEW
    return {
        "card": card,
        "plan": PlanCard.of(words, line) if line else None,
        "here": here(words, consultation, card, today, answer) if may_answer else (),
        "more_open": card.matters[MOST_ANSWERED_HERE:] if may_answer else card.matters,
    }


def agree_all_form(consultation: Consultation, language: str, data: Any = None) -> AgreeAllForm:
    """The ticks and details of every area that has no decision yet and a suggestion to agree with."""
    words = Words.of(compiled(consultation.release), language)
    decided = {line.area_number for line in consultation.plan_lines.all()}
    areas = (consultation.suggestion or {}).get("areas", ())
    due = {number: area for number, area in enumerate(areas, 1) if number not in decided and can_agree(area)}
    ticks = {number: _ticks(words, number, area, data) for number, area in due.items()}
    details = {
        number: details_form(consultation, number, as_suggested(area)["method"], data) for number, area in due.items()
    }
    return AgreeAllForm(ticks, details)


def _ticks(words: Words, number: int, area: Mapping[str, Any], data: Any) -> AgreeForm:
    asked = limits(words, area, area["method"] or "", area["add_on"] or "")
    return AgreeForm(data, limits=asked, prefix=f"all-{number}", auto_id=f"all-{number}-%s")


def _why_not_agree(consultation: Consultation, by: User, lines: Mapping[int, PlanLine]) -> str | None:
    """Why the plan cannot be confirmed by agreeing with the rest of it."""
    if reason := policies.why_not_unflagged(consultation):
        return reason
    areas = enumerate(consultation.suggestion["areas"], start=1)
    undecided = [policies.why_not_agree(consultation, number) for number, _area in areas if number not in lines]
    if undecided:
        return next(filter(None, undecided), None)
    return policies.why_not_confirm(consultation, by) if consultation.status == Status.REVIEW else None
