"""A draft's question as patients will see it: on the intake's own form, in every language, with nowhere to save to."""

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.intake.forms import ScreenForm
from consultations.models import Consultation
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from treatments.drafting import document_of
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def mina():
    return admin("Mina Okoro")


def preview(by, key, **shown):
    return signed_in(by).get(reverse("draft_question_preview", args=["milia", key]), shown)


def words(page):
    return " ".join(page.content.decode().split())


def test_every_question_of_the_draft_has_a_preview_that_says_it_is_one(milia, mina):
    for question in document_of(milia).questions:
        page = preview(mina, question.key)
        assert page.status_code == 200, question.key
        assert "Preview" in words(page) and "Nothing on this page is saved." in words(page)
        assert words(page).count("<h1") == 1, question.key


def test_it_is_the_form_of_the_intake_with_the_words_of_the_draft(milia, mina):
    change(milia, "questions", "smoker", mina, wording={"en": "Have you ever smoked?"})
    page = preview(mina, "smoker")
    assert isinstance(page.context["form"], ScreenForm)
    assert "Have you ever smoked?" in words(page)
    assert "consultations/parts/screen_rows.html" in {template.name for template in page.templates}


def test_it_draws_each_row_as_a_real_visit_does(milia, mina):
    clinic = Clinic()
    visit = clinic.in_intake()
    real = signed_in(clinic.desk).get(reverse("intake_screen", args=[visit.pk, "who"]))
    assert "consultations/parts/screen_rows.html" in {template.name for template in real.templates}
    seen = preview(mina, "sex").context["form"]
    asked = real.context["form"]
    assert str(seen["sex"]) == str(asked["sex"])


def test_questions_of_one_screen_stand_together_with_those_that_another_answer_opens(milia, mina):
    shown = [row.question.key for row in preview(mina, "isotretinoin_months").context["form"].rows if row.is_shown]
    assert shown[:2] == ["isotretinoin", "isotretinoin_months"]


def test_the_place_of_the_bumps_is_asked_by_the_picture_of_the_face(milia, mina):
    page = words(preview(mina, "area"))
    assert "data-face-map" in page and "Where are the bumps?" in page


def test_what_patients_are_not_asked_says_who_is(milia, mina):
    assert "Patients do not see this question. It is answered by: Dermatologist." in words(preview(mina, "exam"))
    assert "follows from the patient's details" in words(preview(mina, "date_of_birth")).replace("&#x27;", "'")
    change(milia, "questions", "smoker", mina, retired=True)
    page = words(preview(mina, "smoker"))
    assert (
        "Nobody is asked this" in page and "The question is retired." in page and "name=" not in page.split("<main")[1]
    )


def test_a_retired_answer_is_not_in_it(milia, mina):
    options = [
        option | ({"retired": True} if option["value"] == "planning" else {})
        for option in part(milia, "questions", "pregnancy")["options"]
    ]
    assert 'value="planning"' in words(preview(mina, "pregnancy"))
    change(milia, "questions", "pregnancy", mina, options=options)
    assert 'value="planning"' not in words(preview(mina, "pregnancy"))


def test_each_language_is_shown_with_the_buttons_in_it_and_missing_words_are_said(milia, mina):
    place = {"protocol_id": milia.pk, "parts": "protocol", "code": "languages"}
    stamp = stamp_of(part(milia, "protocol", "languages"))
    change_part(**place, values=["en", "ar"], stamp=stamp, by=mina, at=NOW)
    page = words(preview(mina, "smoker", language="ar"))
    assert '<html lang="ar" dir="rtl"' in page
    assert "no words in Arabic" in page
    smoker = part(milia, "questions", "smoker")
    change(milia, "questions", "smoker", mina, wording=smoker["wording"] | {"ar": "هل تدخن؟"})
    page = words(preview(mina, "smoker", language="ar"))
    assert "هل تدخن؟" in page and "no words in Arabic" not in page


def test_it_is_shown_upright_or_on_its_side_in_light_or_dark(milia, mina):
    assert "preview-stage--portrait" in words(preview(mina, "smoker"))
    page = words(preview(mina, "smoker", turn="landscape", theme="dark"))
    assert "preview-stage--landscape" in page and 'data-theme="dark"' in page
    for nonsense in ("<b>", "", "x" * 500):
        page = preview(mina, "smoker", turn=nonsense, theme=nonsense, language=nonsense)
        assert page.status_code == 200 and "preview-stage--portrait" in words(page)


def test_nothing_can_be_sent_from_it_and_nothing_is_kept(milia, mina):
    visits, events = Consultation.objects.count(), Event.objects.count()
    page = words(preview(mina, "pregnancy"))
    main = page.split("<main")[1]
    assert 'method="dialog"' in main and 'method="post"' not in main and 'type="submit"' not in main
    there = reverse("draft_question_preview", args=["milia", "pregnancy"])
    for method in ("post", "put", "patch", "delete"):
        assert getattr(signed_in(mina), method)(there, {"pregnancy": "yes"}).status_code == 405
    assert Consultation.objects.count() == visits
    assert not Event.objects.filter(action__startswith="answer").exists() and Event.objects.count() >= events


def test_it_names_no_patient_and_needs_none(milia, mina):
    assert not Consultation.objects.exists()
    assert preview(mina, "pregnancy").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTENT_ADMIN])
def test_nobody_but_a_content_admin_sees_it(milia, role):
    assert preview(person(role), "sex").status_code == 403


def test_what_is_not_there_has_no_preview(milia, mina):
    assert preview(mina, "no_such").status_code == 404
    there = reverse("draft_question_preview", args=["measles", "sex"])
    assert signed_in(mina).get(there).status_code == 404
