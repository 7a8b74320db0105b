"""The pages of the doctor's desk in each of their states, and those of whoever owns the rules."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from clinic.accounts.permissions import Role
from consultations.demo.answering import answer
from consultations.face_map.marks import Number, mark
from consultations.face_map.places import OnTheMap, no_marks
from consultations.models import Consultation, Patient
from consultations.services import face_map, intake, queueing, recalculating, review, signing
from tests.integration.clinic_factory import NOW, Clinic, milia, person, release_of, typical
from tests.integration.consents import again, agree
from tests.integration.photos_taken import consent, taken
from tests.integration.reports_made import reported
from tests.system.place import Place, place
from tests.system.screen import Screen

# A grave stop of the typical patient whose bumps are there.
STOPPED = {"area": "under_eye"}
FLAGGED = {"symptoms": ["bleeding"], "visit_for": "dependent_adult", "can_keep_still": "unknown"}
WITHOUT_NAME = "Grows back; seen at 12 weeks."


def pages_of_the_doctor(clinic: Clinic, patients: Iterator[Patient]) -> list[Place]:
    behind, kept = clinic.in_review(next(patients)), clinic.in_review(next(patients))
    _a_newer_release()
    stays = {"number": 2, "revision": kept.revision, "by": clinic.derm, "at": NOW}
    recalculating.keep_release(consultation_id=kept.pk, **stays)
    return [
        *_of_the_queue(clinic, patients),
        place(clinic.derm, "review", behind.pk),
        place(clinic.derm, "review", kept.pk),
        *_of_the_review(clinic, patients),
        *_of_deciding(clinic, patients),
        *_of_signing(clinic, patients),
        *_of_the_rules(clinic),
    ]


def _a_newer_release() -> None:
    rules = tuple(rule for rule in milia().rules if rule.code != "EX-09")
    release_of(milia().model_copy(update={"rules": rules}))


def _of_the_queue(clinic: Clinic, patients: Iterator[Patient]) -> list[Place]:
    """With a case that a colleague has open, and one that was passed over."""
    colleague = person(Role.DERMATOLOGIST, sites=[clinic.site], name="Dr Anneliese Wolfeschlegelsteinhausen")
    taken_by_other, skipped = (clinic.in_review(next(patients)) for _ in range(2))
    queueing.claim(consultation_id=taken_by_other.pk, by=colleague, at=timezone.now())
    queueing.skip(consultation_id=skipped.pk, by=clinic.derm, at=timezone.now())
    return [
        place(clinic.derm, "queue"),
        place(clinic.derm, "queue", query="?show=flagged"),
        place(clinic.derm, "review", taken_by_other.pk),
    ]


def _of_the_review(clinic: Clinic, patients: Iterator[Patient]) -> list[Place]:
    flagged, whole = clinic.in_review(next(patients), **FLAGGED), with_a_face_and_photos(clinic, next(patients))
    looked_at = whole.photos.earliest("taken_at")
    raced = clinic.in_review(next(patients))
    return [
        place(clinic.derm, "review", raced.pk, then=meets(clinic, raced)),
        place(clinic.derm, "review", flagged.pk),
        place(clinic.derm, "answer_correct", flagged.pk, "exam"),
        place(clinic.derm, "review", clinic.in_review(next(patients), count="unknown").pk),
        place(clinic.derm, "review", whole.pk),
        place(clinic.derm, "photo_viewer", whole.pk, looked_at.pk),
        place(clinic.derm, "photo_viewer", whole.pk, looked_at.pk, query="?beside=yes"),
    ]


def meets(clinic: Clinic, visit: Consultation) -> Callable[[Screen], None]:
    """A colleague answers first, with something else."""

    def meets_an_answer(screen: Screen) -> None:
        first = {"question": "exam", "value": "not_done", "revision": again(visit).revision, "at": NOW}
        review.correct_answer(consultation_id=visit.pk, by=person(Role.DERMATOLOGIST, sites=[clinic.site]), **first)
        screen.hits(screen.page.locator("#here-1-exam label.tile").last)
        screen.page.locator(".review-conflict").wait_for()

    return meets_an_answer


def with_a_face_and_photos(clinic: Clinic, patient: Patient) -> Consultation:
    """Two places marked on the face; a photo from the front, as a month ago, and one from the left, which is new."""
    _a_month_ago(clinic, patient)
    size = OnTheMap.of(milia()).size.options[0].value
    regions = {"LLL": mark(Number(4, 4), size=size), "CHN": mark(Number(6, 10), size=size), "NST": {"state": "none"}}
    begun = clinic.in_intake(patient)
    marks = no_marks() | {"regions": regions}
    marked = face_map.mark_places(consultation_id=begun.pk, marks=marks, **_by_the_desk(clinic, begun, NOW))
    whole = answer(marked, typical(areas=len(marked.answers["areas"]), **consent()), by=clinic.desk, at=NOW)
    taken(clinic, whole, kind="front")
    taken(clinic, whole, kind="left")
    return intake.finish_intake(consultation_id=whole.pk, **_by_the_desk(clinic, whole, NOW))


def _a_month_ago(clinic: Clinic, patient: Patient) -> None:
    at = NOW - timedelta(days=30)
    begun = intake.start(patient_id=patient.pk, by=clinic.desk, at=at)
    before = answer(begun, typical(**consent()), by=clinic.desk, at=at)
    taken(clinic, before, at=at)
    review.close_unsigned(consultation_id=before.pk, reason="Went home.", **_by_the_desk(clinic, before, at))


def _by_the_desk(clinic: Clinic, visit: Consultation, at: datetime) -> dict[str, Any]:
    return {"revision": again(visit).revision, "by": clinic.desk, "at": at}


def _of_deciding(clinic: Clinic, patients: Iterator[Patient]) -> list[Place]:
    visit, stopped = clinic.in_review(next(patients)), clinic.in_review(next(patients), **STOPPED)
    decided = clinic.decided(next(patients))
    override, other = "?method=cryo&asked=yes", "?method=retinoid&asked=yes"
    return [
        place(clinic.derm, "plan_line", visit.pk, 1, query="?choose=yes"),
        place(clinic.derm, "plan_line", visit.pk, 1, query=other),
        place(clinic.derm, "plan_line", visit.pk, 1, query=other, then=sends_nothing),
        place(clinic.derm, "plan_line", visit.pk, 1, query="?instead=watch_and_wait"),
        place(clinic.derm, "plan_line", stopped.pk, 1, query=override),
        place(clinic.derm, "plan_line", stopped.pk, 1, query=override, then=reads_it_once_more),
        place(clinic.derm, "sheet_preview", decided.pk),
        place(clinic.derm, "review", decided.pk),
    ]


def sends_nothing(screen: Screen) -> None:
    with screen.coming_to_a_page():
        screen.hits(screen.page.locator("main form:not(.signed-bar form) .btn-primary").last)


def reads_it_once_more(screen: Screen) -> None:
    """To the second page of a stop that is overridden."""
    screen.hits(screen.page.locator("main label.tile:has([name=reasons][value=risk_not_captured])"))
    screen.page.locator("main textarea[name=comment]").fill("On the bony rim, far from the lid.")
    with screen.coming_to_a_page():
        screen.hits(screen.page.locator("main [data-main-action]"))
    screen.page.locator("main [name=confirmed_twice]").wait_for()


def _of_signing(clinic: Clinic, patients: Iterator[Patient]) -> list[Place]:
    confirmed, agreed = clinic.confirmed(next(patients)), clinic.confirmed(next(patients))
    agree(clinic, agreed)
    mistaken, signed = clinic.signed(next(patients)), clinic.signed(next(patients))
    signing.withdraw_signature(consultation_id=mistaken.pk, record_id=mistaken.record.pk, by=clinic.derm, at=NOW)
    meant = {"text": "Seen again: all is well.", "reason": "The patient called.", "by": clinic.derm, "at": NOW}
    signing.add_addendum(consultation_id=signed.pk, **meant)
    return [
        place(clinic.derm, "review", confirmed.pk),
        place(clinic.derm, "sign", confirmed.pk),
        place(clinic.derm, "sign", confirmed.pk, then=sends_nothing),
        place(clinic.derm, "sign", agreed.pk),
        place(clinic.derm, "review", mistaken.pk),
        place(clinic.derm, "record", mistaken.pk, query="?number=1"),
        place(clinic.derm, "record", signed.pk),
        place(clinic.derm, "patient_history", signed.patient_id),
        place(clinic.desk, "consent", confirmed.pk),
        place(clinic.desk, "consent", agreed.pk),
        place(clinic.desk, "consent_photos", confirmed.pk),
    ]


def _of_the_rules(clinic: Clinic) -> list[Place]:
    owner, found = person(Role.CONTENT_ADMIN, sites=[clinic.site]), reported(clinic, comment=WITHOUT_NAME)
    return [place(owner, "reports"), place(owner, "report", found.pk)]
