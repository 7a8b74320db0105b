"""Ways out of the tablet in the patient's hand: every address there is, other ids, forged pages, errors on purpose."""

import re
from datetime import timedelta
from itertools import chain
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from clinic.audit.models import Event
from consultations.models import AnswerChange
from tests.integration.crawling import METHODS, pages
from tests.integration.pages_sent import form_of
from tests.integration.tablets import given, handed_over, ready, sent, unlocks, words

pytestmark = pytest.mark.django_db
# What may be seen in the patient's hand: their own first name. What may not: anybody's family name.
SECRET = "ZEBEDEE"
STATIC = re.compile(rf'(?:href|src)="({re.escape(settings.STATIC_URL)}[^"]*)"')
LEADS = re.compile(r'(?:href|src|action|formaction|data-[\w-]+)="([^"#][^"]*)"')
SCHEME = re.compile(r"[a-z][a-z+.-]*:\S", re.IGNORECASE)


@pytest.fixture
def clinic(standing):
    """The clinic with a visit in every state, and one more patient who holds a tablet."""
    from tests.integration.clinic_factory import Clinic

    return Clinic(standing.site)


@pytest.fixture
def visit(clinic):
    return ready(clinic, family_name="Zebedee", given_name="Amy")


@pytest.fixture
def tablet(clinic, visit):
    browser = handed_over(clinic, visit)
    browser.raise_request_exception = False
    return browser


def others(standing):
    return [page for page in pages(standing.examples) if not page.in_hand and page.name != "ping"]


def opened(tablet, found):
    """The pages that answer a patient's tablet with anything but the way back."""
    return [
        f"{method} {page.name}: {answer.status_code}"
        for page in found
        for method in METHODS
        if (answer := getattr(tablet, method)(page.address)).status_code != 403
        or "This part is for staff" not in words(answer)
    ]


class TestEveryAddressThereIs:
    def test_53_every_staff_address_gives_the_way_to_unlock_and_is_written_down(
        self, standing, tablet, visit, monkeypatch
    ):
        monkeypatch.setattr("consultations.services.unlocking.NOTED_EVERY", timedelta(0))
        found = others(standing)
        before = Event.objects.filter(action="tablet.tried_to_leave").count()
        assert opened(tablet, found) == []
        assert len(found) * len(METHODS) >= 60
        events = Event.objects.filter(action="tablet.tried_to_leave")
        assert events.count() - before == len(found) * len(METHODS)
        assert {event.details["page"] for event in events} >= {"today", "search", "record"}
        assert {event.patient_id for event in events} == {str(visit.patient_id)}
        assert all(set(event.details) == {"page"} for event in events)

    def test_the_crawler_notices_a_patient_mode_that_keeps_nobody_in(self, standing, tablet, monkeypatch):
        monkeypatch.setattr("consultations.patient_mode._stay_here", lambda *_a: None)
        assert opened(tablet, others(standing))

    def test_a_staff_session_gets_what_the_patients_does_not(self, standing, clinic):
        """So that the 403 above is owed to patient mode and to nothing else."""
        staff = Client()
        staff.force_login(clinic.derm)
        reached = [page for page in others(standing) if staff.get(page.address).status_code == 200]
        assert len(reached) >= 15

    def test_only_the_list_of_pages_in_hand_answers(self, standing, tablet):
        answers = {p.name: tablet.get(p.address) for p in pages(standing.examples) if p.in_hand}
        assert {name for name, answer in answers.items() if answer.status_code in (403, 500)} == set()
        assert {"tablet", "tablet_start", "tablet_check", "tablet_help", "tablet_unlock"} <= {
            name for name, answer in answers.items() if answer.status_code in (200, 302)
        }

    def test_no_page_in_hand_names_the_patient_the_visit_or_a_way_out(self, standing, tablet, visit):
        for page in every_page(tablet):
            html = words(page)
            assert SECRET not in html.upper(), page.request["PATH_INFO"]
            assert str(visit.pk) not in html and str(visit.patient_id) not in html
            assert leaving(html) == [], page.request["PATH_INFO"]
            title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]
            assert "Amy" not in title
            assert page["Cache-Control"] == "no-store"

    def test_a_page_that_leads_out_is_noticed(self):
        assert leaving('<a href="/today/">') == ["/today/"]
        assert leaving('<a href="https://elsewhere.example/">') == ["https://elsewhere.example/"]
        assert leaving('<a href="tel:123">') == ["tel:123"]

    def test_no_field_in_hand_is_filled_in_by_the_browser(self, tablet):
        for page in every_page(tablet):
            html = words(page)
            texts = re.findall(r"<(?:input(?![^>]*type=\"(?:hidden|radio|checkbox|file)\")|textarea)[^>]*>", html)
            form = 'autocomplete="off"' in html
            assert form or not texts, page.request["PATH_INFO"]


def every_page(tablet):
    names = ["tablet_start", "tablet_check", "tablet_help", "tablet_unlock", "tablet_places", "tablet_photos"]
    found = [tablet.get(reverse(name)) for name in names]
    links = {link for page in found for link in re.findall(r'href="(/tablet/(?:part|area)/[^"?#]+)', words(page))}
    found += [tablet.get(link) for link in sorted(links)]
    shown = [page for page in found if page.status_code == 200]
    assert len(shown) >= 10
    return shown


def leaving(html):
    """Addresses on a page that are neither of the tablet nor files of the look; the ping says nothing to nobody."""
    own = ("/tablet/", settings.STATIC_URL, reverse("ping"))
    found = [to for to in LEADS.findall(html) if to.startswith("/") or SCHEME.match(to)]
    return [to for to in found if not to.startswith(own) and not to.startswith("data:")]


class TestOtherIds:
    def test_a_page_with_another_token_changes_nothing(self, clinic, visit, tablet):
        other = ready(clinic, given_name="Bea", family_name="Other")
        handed_over(clinic, other)
        said = AnswerChange.objects.count()
        forged = {"screen": "your_wish", "question": "wants_treatment"}
        for token in (given(other).token, other.patient_id, visit.patient_id, other.pk, visit.pk, "", "x", uuid4()):
            for name in ("tablet_finish", "tablet_give_back", "tablet_rest", "tablet_save", "tablet_places"):
                tablet.post(reverse(name), sent(visit, patient=str(token), **forged))
        assert AnswerChange.objects.count() == said
        assert given(visit).ended == given(other).ended == ""

    def test_the_session_of_one_tablet_holds_no_other_intake(self, clinic, visit, tablet):
        other = ready(clinic, given_name="Bea", family_name="Other")
        handed_over(clinic, other)
        session = tablet.session
        session["hand_over"] = given(other).pk
        session.save()
        page = tablet.get(reverse("tablet_start"))
        assert page.status_code == 403 and "Bea" not in words(page)

    def test_a_photo_of_another_visit_is_not_there(self, tablet):
        assert tablet.get(reverse("tablet_photo", args=[uuid4()])).status_code == 404

    def test_a_planted_user_in_the_session_does_not_make_it_a_staff_session(self, clinic, tablet):
        session = tablet.session
        staff = Client()
        staff.force_login(clinic.derm)
        session.update({name: value for name, value in staff.session.items() if name.startswith(("_auth", "signed"))})
        session.save()
        answer = tablet.get("/today/")
        assert answer.status_code == 403 and SECRET not in words(answer).upper()
        assert answer.wsgi_request.user.is_anonymous

    def test_the_next_patient_reaches_nothing_of_the_one_before(self, clinic, visit, tablet):
        tablet.post(reverse("tablet_give_back"), sent(visit))
        unlocks(tablet, clinic.desk)
        other = ready(clinic, given_name="Bea", family_name="Other")
        tablet.post(reverse("intake_hand_over", args=[other.pk]), form_of(other))
        for page in every_page(tablet):
            assert "Amy" not in words(page) and SECRET not in words(page).upper()
        assert tablet.get(reverse("intake_check", args=[visit.pk])).status_code == 403


ODD_PATHS = [
    "/nowhere/", "/tablet/nowhere/", "/tablet/part/nowhere/", "/tablet/area/99/nowhere/", "/%00", "/..%2f..%2fetc",
    "/patients/%ff/", "/tablet//", "/tablet/../today/", "/static/../manage.py", "/a" * 600, "/today/;x=1",
    "/tablet/photos/00000000-0000-4000-8000-000000000000/",
]  # fmt: skip
ODD_QUERIES = ["q=%00", "q=%ff", "page=x", "x=" + "y" * 5000, "&".join(f"a{n}=1" for n in range(60))]


class TestErrorsOnPurpose:
    def forced(self, tablet):
        yield from (tablet.get(path) for path in ODD_PATHS)
        yield from (tablet.get(f"/tablet/?{query}") for query in ODD_QUERIES)
        yield tablet.post("/tablet/finish/", "{", content_type="application/json")
        yield tablet.post("/tablet/finish/", b"\xff", content_type="application/x-www-form-urlencoded")
        yield tablet.post("/tablet/finish/", "x", content_type="text/plain")
        yield tablet.put("/tablet/")
        yield tablet.get("/tablet/", headers={"host": "evil.example"})

    def test_twenty_errors_and_no_way_out(self, tablet):
        answers = list(self.forced(tablet))
        assert len(answers) >= 20
        for answer in answers:
            assert 400 <= answer.status_code < 500, answer.request["PATH_INFO"]
            html = words(answer)
            assert leaving(html) == [], answer.request["PATH_INFO"]
            assert SECRET not in html.upper()

    def test_a_page_from_before_the_hand_over_fails_without_a_way_out(self, clinic, visit):
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
        strict.cookies = handed_over(clinic, visit).cookies
        answer = strict.post(reverse("tablet_finish"), {"key": "x"})
        assert answer.status_code == 403 and leaving(words(answer)) == []

    def test_a_fault_of_ours_has_no_way_out(self, tablet, monkeypatch):
        monkeypatch.setattr("consultations.views.handing_over.reading", lambda *_a: 1 / 0)
        answer = tablet.get(reverse("tablet_help"))
        assert answer.status_code == 500 and leaving(words(answer)) == []
        assert "Your answers are kept" in words(answer)

    def test_staff_still_finds_the_start_page_on_an_error(self, clinic):
        """So that the pages above are without a way out because of the patient."""
        staff = Client()
        staff.force_login(clinic.desk)
        assert leaving(words(staff.get("/nowhere/")))


def test_how_many_ways_out_were_tried(standing):
    """The figure for the record: each is a request that a curious patient could make."""
    tried = len(others(standing)) * len(METHODS) + len(list(chain(ODD_PATHS, ODD_QUERIES))) + 5 + 8 * 5
    assert tried >= 60
