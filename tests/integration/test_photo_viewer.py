"""Looking at a photo closely: in which order, beside which other, by whom, and that it is written down."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.demo.answering import answer
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.services import intake, photos, review
from tests.integration.clinic_factory import NOW, Clinic, person, site, typical
from tests.integration.pages_sent import signed_in
from tests.integration.photos_taken import another, consent, taken

pytestmark = pytest.mark.django_db
NONE_BEFORE = "No photo of this from an earlier visit."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PHOTO_FOLDER = tmp_path / "photos"


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


@pytest.fixture
def visit(clinic):
    return clinic.answered(**consent())


def look(client, visit, photo, **asked):
    return client.get(reverse("photo_viewer", args=[visit.pk, photo.pk]), asked)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def link(answer, what):
    found = re.search(rf'href="([^"]*)"[^>]*data-(?:go|do)="{what}"', answer.content.decode())
    return found and found.group(1).replace("&amp;", "&")


def finished(clinic, visit):
    given = Consultation.objects.get(pk=visit.pk)
    return intake.finish_intake(consultation_id=visit.pk, revision=given.revision, by=clinic.desk, at=NOW)


def earlier_visit(clinic, patient, *, kind="left", at=NOW - timedelta(days=30), taken_away=False):
    """With one photo; closed, so that another visit can follow."""
    begun = intake.start(patient_id=patient.pk, by=clinic.desk, at=at)
    answer(begun, typical(**consent()), by=clinic.desk, at=at)
    kept = taken(clinic, begun, another(), kind=kind, at=at)
    if taken_away:
        photos.withdraw(consultation_id=begun.pk, photo_id=kept.pk, given_by=GivenBy.DESK, by=clinic.desk, at=at)
    before = Consultation.objects.get(pk=begun.pk)
    review.close_unsigned(
        consultation_id=before.pk, reason="Went home.", revision=before.revision, by=clinic.desk, at=at
    )
    return Consultation.objects.get(pk=begun.pk), kept


def test_the_review_leads_to_the_viewer_and_the_viewer_back(clinic, visit, doctor):
    photo = taken(clinic, visit)
    finished(clinic, visit)

    review = doctor.get(reverse("review", args=[visit.pk])).content.decode()
    viewer = look(doctor, visit, photo)

    assert f'href="{reverse("photo_viewer", args=[visit.pk, photo.pk])}" data-look' in review
    assert f'href="{reverse("review", args=[visit.pk])}#photos" data-close' in viewer.content.decode()


def test_one_photo_after_the_other_in_the_order_of_the_strip(clinic, visit, doctor):
    close, right, front = (
        taken(clinic, visit, another(), **which)
        for which in ({"kind": "close_up", "area_number": 1}, {"kind": "right"}, {"kind": "front"})
    )

    first, second, third = (look(doctor, visit, photo) for photo in (front, right, close))

    assert (link(first, "previous"), link(third, "next")) == (None, None)
    assert str(right.pk) in link(first, "next") and str(close.pk) in link(second, "next")
    assert str(right.pk) in link(third, "previous")
    assert "Photo 2 of 3" in words(second)


def test_a_quarter_turn_and_back_to_upright_after_four(clinic, visit, doctor):
    photo = taken(clinic, visit)
    width, height = photo.width, photo.height
    drawn = {
        "": (width, height, "translate(0 0) rotate(0)"),
        "90": (height, width, f"translate({height} 0) rotate(90)"),
        "180": (width, height, f"translate({width} {height}) rotate(180)"),
        "270": (height, width, f"translate(0 {width}) rotate(270)"),
    }

    for turn, (across, down, transform) in drawn.items():
        html = look(doctor, visit, photo, turn=turn).content.decode()
        assert f'viewBox="0 0 {across} {down}" width="{across}" height="{down}"' in html
        assert f'transform="{transform}"' in html
        assert "style=" not in html
    assert "turn" not in link(look(doctor, visit, photo, turn="270"), "turn")


@pytest.mark.parametrize("asked", [{"turn": "45"}, {"turn": "x"}, {"size": "huge"}, {"beside": "1"}])
def test_looking_in_a_way_that_there_is_not_is_looking_as_usual(clinic, visit, doctor, asked):
    html = look(doctor, visit, taken(clinic, visit), **asked).content.decode()

    assert "rotate(0)" in html and "viewer--full" not in html and "Earlier visit" not in html


def test_the_same_view_of_an_earlier_visit_stands_beside_it_with_its_date(clinic, doctor):
    patient = clinic.patient()
    before, left_then = earlier_visit(clinic, patient)
    visit = clinic.answered(patient, **consent())
    left_now, front_now = taken(clinic, visit, kind="left"), taken(clinic, visit, another(), kind="front")

    beside = look(doctor, visit, left_now, beside="yes")

    assert reverse("intake_photo", args=[before.pk, left_then.pk]) in beside.content.decode()
    assert "taken 30 January 2026" in words(beside)
    assert NONE_BEFORE in words(look(doctor, visit, front_now, beside="yes"))
    assert "Earlier visit" not in words(look(doctor, visit, left_now))


def test_of_several_earlier_ones_the_latest_stands_beside_it(clinic, doctor):
    patient = clinic.patient()
    earlier_visit(clinic, patient, at=NOW - timedelta(days=60))
    earlier_visit(clinic, patient, at=NOW - timedelta(days=30))
    visit = clinic.answered(patient, **consent())

    assert "taken 30 January 2026" in words(look(doctor, visit, taken(clinic, visit, kind="left"), beside="yes"))


def test_a_photo_of_a_later_visit_or_of_somebody_else_is_no_earlier_one(clinic, doctor):
    patient = clinic.patient()
    first, left_then = earlier_visit(clinic, patient)
    visit = clinic.answered(patient, **consent())
    taken(clinic, visit, kind="left")
    earlier_visit(clinic, clinic.patient(family_name="Khan"), at=NOW - timedelta(days=60))

    assert NONE_BEFORE in words(look(doctor, first, left_then, beside="yes"))


def test_a_photo_taken_away_is_gone_here_too_and_from_the_comparison(clinic, doctor):
    patient = clinic.patient()
    before, then = earlier_visit(clinic, patient, taken_away=True)
    visit = clinic.answered(patient, **consent())

    assert look(doctor, before, then).status_code == 404
    assert NONE_BEFORE in words(look(doctor, visit, taken(clinic, visit, kind="left"), beside="yes"))


def test_the_photo_of_another_visit_is_not_there(clinic, visit, doctor):
    photo = taken(clinic, visit)
    other = clinic.answered(clinic.patient(family_name="Khan"), **consent())

    assert look(doctor, other, photo).status_code == 404


def test_photos_are_for_dermatologists_of_the_site(clinic, visit):
    photo = taken(clinic, visit)
    finished(clinic, visit)

    assert look(signed_in(clinic.desk), visit, photo).status_code == 403
    stranger = person(Role.DERMATOLOGIST, sites=[site()])
    assert look(signed_in(stranger), visit, photo).status_code == 404


def test_whoever_opens_the_viewer_is_written_down_and_the_picture_is_too(clinic, visit, doctor):
    photo = taken(clinic, visit)

    html = look(doctor, visit, photo).content.decode()
    picture = re.search(r'<image href="([^"]+)"', html).group(1)
    doctor.get(picture)

    looked = Event.objects.filter(action__endswith=".viewed").order_by("id").values_list("action", "patient_id")
    patient = str(visit.patient_id)
    assert list(looked) == [("patient.viewed", patient), ("photo.viewed", patient)]


def test_over_another_page_it_says_whose_photo_it_is(clinic, visit, doctor):
    photo = taken(clinic, visit)
    part = doctor.get(reverse("photo_viewer", args=[visit.pk, photo.pk]), headers={"Pearl-Part": "viewer"})

    html = part.content.decode()
    assert "<html" not in html and "JONES, Amy" in words(part) and "05-Jan-1992" in words(part)
    assert "<h2" in html and "<h1" not in html
