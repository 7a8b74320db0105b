"""For each page about one thing: the arguments of its address, for a thing of one site in the state the page is for."""

from typing import Any

from clinic.accounts.models import Site
from tests.integration.clinic_factory import Clinic, milia, person
from tests.integration.photos_taken import consent, taken

BEFORE_REVIEW = ["intake", "intake_areas", "intake_check", "intake_finish", "intake_done"]


def examples(here: Site) -> dict[str, dict[str, Any]]:
    clinic = Clinic(site=here)
    patient = {"patient_id": clinic.patient().pk}
    began = {"consultation_id": clinic.answered().pk}
    reviewed = {"consultation_id": clinic.in_review().pk}
    decided = {"consultation_id": clinic.decided().pk}
    confirmed = {"consultation_id": clinic.confirmed().pk}
    signed = {"consultation_id": clinic.signed().pk}
    about_person = {"question": _question("person")}
    about_area = {"question": _question("area"), "area_number": 1}
    return {
        **dict.fromkeys(["patient", "patient_history", "consultation_start"], patient),
        **dict.fromkeys(BEFORE_REVIEW, began),
        "intake_question": began | about_person,
        "intake_area_question": began | about_area,
        **dict.fromkeys(["intake_give_back", "review", "close_unsigned"], reviewed),
        **dict.fromkeys(["plan_line", "plan_agree"], reviewed | {"area_number": 1}),
        "answer_correct": reviewed | about_person,
        "answer_correct_area": reviewed | about_area,
        "confirm": decided,
        **dict.fromkeys(["sign", "reopen"], confirmed),
        **dict.fromkeys(["record", "addendum", "aftercare"], signed),
        **dict.fromkeys(["person", "person_switch"], {"pk": person(sites=[here]).pk}),
        **_of_photos(clinic),
        **_of_the_protocol(clinic),
    }


def _of_photos(clinic: Clinic) -> dict[str, dict[str, Any]]:
    visit = clinic.answered(**consent())
    with_photo = {"consultation_id": visit.pk}
    one = with_photo | {"photo_id": taken(clinic, visit).pk}
    return {
        **dict.fromkeys(["intake_photos", "intake_photo_add"], with_photo),
        **dict.fromkeys(["intake_photo", "intake_photo_thumbnail", "intake_photo_remove"], one),
    }


def _of_the_protocol(clinic: Clinic) -> dict[str, dict[str, Any]]:
    release = {"slug": clinic.release.slug, "number": clinic.release.number}
    return {
        "release": release,
        "method": release | {"key": milia().methods[0].key},
        "rule": release | {"code": milia().rules[0].code},
    }


def _question(about: str) -> str:
    return next(question.key for question in milia().questions if question.about == about and not question.derives)
