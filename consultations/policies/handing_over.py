"""Why a tablet cannot be given to the patient, and what has ended a hand-over."""

from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.access import last_signed
from consultations.intake import questions
from consultations.intake.carrying import had_they_confirmed
from consultations.intake.questions import Asked
from consultations.intake.screens import Layout, next_open, screens
from consultations.lifecycle import Status
from consultations.models import Consultation, HandOver
from consultations.models.handing_over import Ended
from consultations.policies.intake import why_not_from, why_not_start
from consultations.policies.states import why_not_in
from treatments.compiled_releases import compiled

LONGEST = timedelta(minutes=60)
LONGEST_ALONE = timedelta(minutes=10)


def why_not_hand_over(consultation: Consultation, by: User, client: str) -> str | None:
    """`client` is the tablet of the person who gives it."""
    if reason := why_not_start(by) or why_not_in(consultation, Status.INTAKE) or why_not_from(consultation, client):
        return reason
    if for_desk(consultation):
        return _("Some questions only the front desk can answer. Answer them first.")
    return None


def for_desk(consultation: Consultation) -> list[Asked]:
    """What has to be answered before the patient is asked anything, because it is only for the desk; not what a
    returning patient is shown first, to confirm it."""
    protocol, answers = compiled(consultation.release), consultation.answers
    if earlier := last_signed(consultation):
        answers = had_they_confirmed(protocol, answers, earlier.answers)
    way = questions.path(protocol, answers)
    return [a for a in way if is_only_for_desk(a) and not questions.is_met(answers, a)]


def is_only_for_desk(asked: Asked) -> bool:
    return set(asked.question.asked_by) == {"desk"}


def why_not_say_finished(consultation: Consultation) -> str | None:
    """What the patient was not asked yet; what is left for the desk or a nurse is none of the patient's."""
    answers = consultation.answers
    if next_open(screens(compiled(consultation.release), answers, Layout.ONE_THING), answers):
        return _("There are questions you have not seen yet.")
    return None


def ended_as(hand_over: HandOver, seen_at: datetime, now: datetime) -> Ended | None:
    """None while the patient may go on. `seen_at` is when the tablet was last touched."""
    if hand_over.ended:
        return Ended(hand_over.ended)
    visit = hand_over.consultation
    if visit.status != Status.INTAKE or visit.holder != hand_over.client:
        return Ended.TAKEN_OVER
    by = hand_over.by
    if not (by.may(Permission.TAKE_INTAKE) and constant_time_compare(by.get_session_auth_hash(), hand_over.good_for)):
        return Ended.NOT_ALLOWED
    alone = not timedelta(0) <= now - seen_at < LONGEST_ALONE
    return Ended.TIMED_OUT if alone or now - hand_over.at >= LONGEST else None
