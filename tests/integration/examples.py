"""For each page about one thing: the arguments of its address, for a thing of one site in the state the page is for."""

from typing import Any

from clinic.accounts.models import Site
from consultations.models import Consultation, SignedRecord
from tests.integration.checks_found import check_pages_of
from tests.integration.clinic_factory import NOW, Clinic, milia, person, release_without_a_map
from tests.integration.drafts_of_cases import case_pages_of
from tests.integration.drafts_of_rules import rule_pages_of
from tests.integration.drafts_of_texts import text_pages_of
from tests.integration.drafts_sent import pages_of
from tests.integration.photos_taken import consent, taken
from tests.integration.question_pages import question_pages_of
from tests.integration.reports_made import reported
from tests.integration.sheets_given import of_the_sheet
from treatments.engine.documents import Question
from treatments.loading import load_document
from treatments.models import Protocol

BEFORE_REVIEW = [
    "intake",
    "intake_carried",
    "intake_places",
    "intake_save",
    "intake_held",
    "intake_check",
    "intake_on_paper",
    "intake_finish",
    "intake_done",
    "intake_photos",
    "intake_photo_add",
]

OF_A_REVIEW = ["answer_in_place", "flag_find", "agree_all", "recalculate", "keep_release"]
OF_A_DRAFT = ["draft", "draft_undo", "draft_redo", "draft_move", "draft_remove", "draft_presence"]
OF_THE_IMPACT = ["impact", "impact_start", "impact_cancel", "impact_progress", "impact_changes"]
OF_A_CASE = ["case_skip", "case_unskip", "case_take_over", "case_let_go"]


def examples(here: Site) -> dict[str, dict[str, Any]]:
    clinic = Clinic(site=here)
    patient = {"patient_id": clinic.patient().pk}
    answered = clinic.answered(areas=2, **consent())
    began = {"consultation_id": answered.pk}
    reviewed = {"consultation_id": clinic.in_review().pk}
    decided = {"consultation_id": clinic.decided().pk}
    confirmed = {"consultation_id": clinic.confirmed().pk}
    signed = {"consultation_id": clinic.signed().pk}
    about_person = {"question": _question("person").key}
    about_area = {"question": _question("area").key, "area_number": 1}
    photo = {"photo_id": taken(clinic, answered).pk}
    return {
        **dict.fromkeys(["patient", "patient_edit", "patient_history", "consultation_start"], patient),
        **dict.fromkeys(BEFORE_REVIEW, began),
        "intake_screen": began | {"screen": _question("person").step},
        **dict.fromkeys(["intake_area_screen", "intake_same_as_first"], began | _second_area()),
        **dict.fromkeys(["intake_photo", "intake_photo_thumbnail", "intake_photo_remove"], began | photo),
        **dict.fromkeys(["intake_give_back", "review", "close_unsigned", *OF_A_CASE, *OF_A_REVIEW], reviewed),
        "plan_line": reviewed | {"area_number": 1},
        "ask_for_method": reviewed | {"area_number": 1, "method": milia().methods[-1].key},
        "answer_correct": reviewed | about_person,
        "answer_correct_area": reviewed | about_area,
        "intake_hand_over": began,
        **dict.fromkeys(["sheet_preview", "sheet_line"], decided),
        **dict.fromkeys(["sign", "reopen"], confirmed),
        "signed_put_away": {"record_id": SignedRecord.objects.get(consultation_id=signed["consultation_id"]).pk},
        **dict.fromkeys(["record", "addendum", "aftercare", "aftercare_pdf", "unsign"], signed),
        **dict.fromkeys(["consent", "consent_strokes", "consent_withdraw", "consent_photos"], confirmed),
        **dict.fromkeys(["person", "person_switch"], {"pk": person(sites=[here]).pk}),
        **of_the_sheet(clinic),
        **_of_photos(clinic),
        **_of_the_protocol(clinic),
        **case_pages_of(_draft(), signed),
        "intake_areas": {"consultation_id": _in_a_release_without_a_map(here).pk},
    }


# Where a page that is only sent has to be told what is meant.
FIRST_STEP = milia().aftercare[0]
A_RULE = {"parts": "rules", "code": milia().rules[0].code, "to": "down"}
SENT = {
    "intake_save": {"screen": "who", "question": "sex", "sex": "female"},
    "draft_condition": {"do": "when:read", "when": ""},
    "answer_in_place": {"question": "exam", "card": "1"},
    **dict.fromkeys(["draft_move", "draft_remove", "draft_presence"], A_RULE),
    "draft_aftercare_move": {"part": f"{FIRST_STEP.methods[0]}.{FIRST_STEP.code}", "to": "down"},
}


def _in_a_release_without_a_map(here: Site) -> Consultation:
    release_without_a_map()
    return Clinic(site=here).answered()


def _of_photos(clinic: Clinic) -> dict[str, dict[str, Any]]:
    visit = clinic.answered(**consent())
    with_photo = {"consultation_id": visit.pk}
    one = with_photo | {"photo_id": taken(clinic, visit).pk}
    return {
        **dict.fromkeys(["intake_photos", "intake_photo_add"], with_photo),
        **dict.fromkeys(["intake_photo", "intake_photo_thumbnail", "intake_photo_remove", "photo_viewer"], one),
    }


def _of_the_protocol(clinic: Clinic) -> dict[str, dict[str, Any]]:
    release = {"slug": clinic.release.slug, "number": clinic.release.number}
    return {
        **dict.fromkeys([*OF_A_DRAFT, *OF_THE_IMPACT], {"slug": _draft().slug}),
        "release": release,
        "method": release | {"key": milia().methods[0].key},
        "rule": release | {"code": milia().rules[0].code},
        "report": {"number": reported(clinic).pk},
        **pages_of(_draft(), clinic.release),
        **rule_pages_of(_draft()),
        **question_pages_of(_draft()),
        **text_pages_of(_draft()),
        **check_pages_of(_draft()),
    }


def _draft() -> Protocol:
    return load_document(document=milia(), by=None, at=NOW).protocol


def _question(about: str) -> Question:
    return next(question for question in milia().questions if question.about == about and not question.derives)


def _second_area() -> dict[str, Any]:
    return {"screen": _question("area").step, "area_number": 2}
