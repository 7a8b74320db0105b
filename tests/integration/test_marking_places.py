"""Marking places makes the areas of a visit; the log tells who said what, wherever an area has moved to."""

import json
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from consultations.face_map.marks import Number, mark
from consultations.face_map.places import OnTheMap, no_marks
from consultations.presenters.saving import places_conflict
from consultations.services import answer_log, intake
from consultations.services.face_map import mark_places
from tests.integration.clinic_factory import NOW, Clinic, milia, person
from tests.integration.test_intake import replayed
from treatments.engine.readings import UNANSWERED, UNKNOWN

pytestmark = pytest.mark.django_db

ASKED = OnTheMap.of(milia())
PLACE, COUNT, SIZE = ASKED.place.key, ASKED.count.key, ASKED.size.key
SMALL = ASKED.size.options[0].value
FOUR = Number(4, 4)
WHITE, RED = (option.value for option in next(q for q in milia().questions if q.key == "colour").options[:2])


@pytest.fixture
def clinic():
    return Clinic()


def marks(regions=None, **others):
    return no_marks() | {"regions": regions or {}, "others": others}


def put(clinic, visit, marked, **more):
    sent = {"revision": visit.revision, "by": clinic.desk, "at": NOW} | more
    return mark_places(consultation_id=visit.pk, marks=marked, **sent)


def give(clinic, visit, question, value, area_number=1, **more):
    sent = {"revision": visit.revision, "by": clinic.desk, "at": NOW} | more
    return intake.give_answer(consultation_id=visit.pk, question=question, value=value, area_number=area_number, **sent)


def test_marked_regions_become_areas_in_one_step(clinic):
    marked = marks({"LLL": mark(FOUR, size=SMALL), "ICR": mark(Number(2, 2), size=SMALL), "NST": {"state": "none"}})
    visit = put(clinic, clinic.in_intake(), marked, given_by="patient")

    assert visit.answers["areas"] == [
        {PLACE: "cheek", COUNT: "2_5", SIZE: SMALL},
        {PLACE: "eyelid_skin", COUNT: "2_5", SIZE: SMALL},
    ]
    assert (visit.revision, visit.face_map) == (2, marked)
    assert replayed(visit) == visit.answers
    changes = visit.answer_changes.filter(area_number__isnull=False)
    assert set(changes.values_list("given_by", "revision")) == {("patient", 2)}
    event = Event.objects.get(action="places.marked")
    assert "cheek" not in json.dumps(event.details)


def test_while_somebody_marks_nothing_is_skipped(clinic):
    visit = put(clinic, clinic.in_intake(), marks({"CHN": mark()}), finished=False)
    assert visit.answers["areas"] == [{PLACE: "chin_jaw"}]

    visit = put(clinic, visit, marks({"CHN": mark()}))
    assert visit.answers["areas"] == [{PLACE: "chin_jaw", COUNT: UNANSWERED, SIZE: UNANSWERED}]


def test_the_same_marks_again_change_nothing(clinic):
    first = put(clinic, clinic.in_intake(), marks({"CHN": mark(FOUR)}))
    again = put(clinic, first, marks({"CHN": mark(FOUR)}))

    assert again.revision == first.revision
    assert Event.objects.filter(action="places.marked").count() == 1


def test_a_place_that_is_only_looked_at_changes_the_picture_and_no_answer(clinic):
    first = put(clinic, clinic.in_intake(), marks({"CHN": mark(FOUR)}))
    changes = first.answer_changes.count()
    visit = put(clinic, first, marks({"CHN": mark(FOUR), "FHC": {"state": "none"}}))

    assert visit.answers == first.answers
    assert visit.face_map["regions"]["FHC"] == {"state": "none"}
    assert visit.answer_changes.count() == changes


def test_an_area_that_moves_up_keeps_its_answers_and_who_gave_them(clinic):
    visit = put(clinic, clinic.in_intake(), marks({"CHN": mark(FOUR), "NST": mark(FOUR)}))
    assert [area[PLACE] for area in visit.answers["areas"]] == ["nose", "chin_jaw"]
    visit = give(clinic, visit, "colour", WHITE, 1)
    visit = give(clinic, visit, "colour", RED, 2, given_by="patient")

    visit = put(clinic, visit, marks({"CHN": mark(FOUR)}))

    assert [(area[PLACE], area["colour"]) for area in visit.answers["areas"]] == [("chin_jaw", RED)]
    assert replayed(visit) == visit.answers
    last = answer_log.last_changes(visit.answer_changes.all())
    assert last[1, "colour"].given_by == "patient"
    gone = visit.answer_changes.get(area_number=2, question="colour", new__isnull=True)
    assert gone.old == RED


def test_where_nothing_is_marked_any_more_one_area_is_left_and_the_log_tells_what_was_there(clinic):
    visit = give(clinic, put(clinic, clinic.in_intake(), marks({"CHN": mark(FOUR)})), "colour", WHITE)
    visit = put(clinic, visit, marks())

    assert visit.answers["areas"] == [{PLACE: UNANSWERED, COUNT: UNANSWERED, SIZE: UNANSWERED}]
    assert replayed(visit) == visit.answers
    assert visit.answer_changes.filter(question="colour", old=WHITE, new__isnull=True).exists()


def test_what_is_typed_and_not_finished_goes_with_its_area(clinic):
    visit = put(clinic, clinic.in_intake(), marks({"CHN": mark(FOUR), "NST": mark(FOUR)}))
    visit.unfinished = {"2.duration": ["a while"], "1.duration": ["long"], "free_text": ["x"], f"2.{COUNT}": ["y"]}
    visit.save(update_fields=["unfinished"])

    visit = put(clinic, visit, marks({"CHN": mark(FOUR)}))
    assert visit.unfinished == {"1.duration": ["a while"], "free_text": ["x"]}


def test_a_size_is_not_put_down_for_who_is_not_asked_for_it(clinic):
    baby = clinic.patient(date_of_birth=NOW.date())
    visit = put(clinic, clinic.in_intake(baby), marks({"CHN": mark(FOUR)}))

    assert visit.answers["areas"] == [{PLACE: "chin_jaw", COUNT: "2_5"}]


def test_the_first_tablet_that_marks_has_the_intake(clinic):
    visit = put(clinic, clinic.in_intake(), marks({"CHN": mark()}), client="one", given_by="patient")

    assert (visit.holder, visit.held_as) == ("one", "patient")
    assert set(visit.answer_changes.exclude(area_number=None).values_list("client", flat=True)) == {"one"}
    with pytest.raises(Refused, match="another tablet"):
        put(clinic, visit, marks(), client="two")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"marks": {"version": 1}}, "do not fit"),
        ({"marks": marks({"XYZ": mark()})}, "do not fit"),
        ({"given_by": "nobody"}, "not known who"),
        ({"by": Role.MANAGER}, "does not take an intake"),
    ],
)
def test_what_cannot_be_marked_is_refused_and_changes_nothing(clinic, wrong, said):
    visit = clinic.in_intake()
    if "by" in wrong:
        wrong = {"by": person(wrong["by"], sites=[clinic.site])}
    sent = {"marks": marks({"CHN": mark()}), "revision": 1, "by": clinic.desk, "at": NOW} | wrong
    with pytest.raises(Refused, match=said):
        mark_places(consultation_id=visit.pk, **sent)

    visit.refresh_from_db()
    assert (visit.revision, visit.face_map, visit.answers["areas"]) == (1, None, [{}])


def test_marks_on_an_older_page_and_after_the_intake_are_refused(clinic):
    visit = clinic.in_intake()
    with pytest.raises(Stale):
        put(clinic, visit, marks(), revision=9)
    reviewed = clinic.in_review()
    with pytest.raises(Refused):
        put(clinic, reviewed, marks({"CHN": mark()}))


# The page


class Tablet:
    """The desk's browser at the picture of one visit."""

    def __init__(self, client, clinic, visit):
        client.force_login(clinic.desk)
        self.client, self.visit = client, visit
        self.address = reverse("intake_places", args=[visit.pk])

    def reads(self):
        return unescape(self.client.get(self.address).content.decode())

    def sends(self, accept="text/html", **fields):
        own = {"key": _key(self.client.get(self.address)), "patient": str(self.visit.patient_id)}
        self.visit.refresh_from_db()
        own |= {"revision": self.visit.revision}
        said = {name if name == "leave_blank" else name.replace("_", "-"): value for name, value in fields.items()}
        answer = self.client.post(self.address, own | said, headers={"accept": accept})
        self.visit.refresh_from_db()
        return answer


def _key(answer):
    return str(answer.context["key"])


@pytest.fixture
def tablet(client, clinic):
    return Tablet(client, clinic, clinic.in_intake())


def test_a_sent_page_marks_the_places_and_goes_on(tablet):
    answer = tablet.sends(CHN_state="some", CHN_count="4", CHN_size=SMALL)

    assert answer.status_code == 302
    assert answer["Location"] != tablet.address
    assert tablet.visit.answers["areas"] == [{PLACE: "chin_jaw", COUNT: "2_5", SIZE: SMALL}]


def test_what_was_marked_is_there_when_somebody_comes_back(tablet):
    tablet.sends(CHN_state="some", CHN_count="6-10")
    page = tablet.reads()

    assert 'name="CHN-count" id="id_CHN-count_5" value="6-10" checked' in page
    assert "6 to 10 in 1 place" in page
    assert 'data-region="CHN" data-state="some"' in page
    assert 'data-region="FHC" data-state="unseen"' in page


def test_an_area_answered_without_the_picture_is_shown_and_kept(clinic, tablet):
    for question, value in ((PLACE, "cheek"), (COUNT, UNKNOWN), ("colour", WHITE)):
        tablet.visit = give(clinic, tablet.visit, question, value)

    assert "Cheek, not marked on the face" in tablet.reads()
    tablet.sends(at_cheek_state="some", at_cheek_count="unknown")
    assert tablet.visit.answers["areas"][0] == {PLACE: "cheek", COUNT: UNKNOWN, "colour": WHITE, SIZE: UNANSWERED}


def test_nothing_marked_is_given_back_unless_the_page_is_skipped(tablet):
    assert tablet.sends(CHN_state="none").status_code == 422
    assert tablet.visit.revision == 1

    assert tablet.sends(CHN_state="none", leave_blank="yes").status_code == 302
    assert tablet.visit.answers["areas"][0][PLACE] == UNANSWERED
    assert tablet.visit.face_map["regions"] == {"CHN": {"state": "none"}}


def test_what_is_wrong_stands_at_its_place_and_nothing_is_saved(tablet):
    answer = tablet.sends(CHN_state="some", CHN_count="3", CHN_exact="7")

    assert answer.status_code == 422
    assert "Chin: You chose “3” and wrote 7." in unescape(answer.content.decode())
    assert tablet.visit.revision == 1


def test_an_older_page_is_refused_with_what_was_marked_still_on_it(clinic, tablet):
    tablet.sends(CHN_state="some")
    stale = {"key": _key(tablet.client.get(tablet.address)), "patient": str(tablet.visit.patient_id), "revision": 1}
    answer = tablet.client.post(tablet.address, stale | {"NST-state": "some", "NST-count": "2"})
    assert answer.status_code == 409
    assert 'data-region="NST" data-state="some"' in answer.content.decode()


def test_each_change_is_saved_by_itself_and_leaves_open_what_nobody_said(tablet):
    answer = tablet.sends(accept="application/json", CHN_state="some")

    assert (answer.status_code, answer.json()["revision"]) == (200, 2)
    assert tablet.visit.answers["areas"] == [{PLACE: "chin_jaw"}]
    assert tablet.sends(accept="application/json", CHN_exact="many", CHN_state="some").status_code == 422


def test_a_change_that_comes_too_late_is_told_what_somebody_else_marked(clinic, tablet):
    old = {"key": str(uuid4()), "patient": str(tablet.visit.patient_id), "revision": tablet.visit.revision}
    put(clinic, tablet.visit, marks({"NST": mark(FOUR)}), by=clinic.derm)
    answer = tablet.client.post(tablet.address, old | {"CHN-state": "some"}, headers={"accept": "application/json"})

    assert answer.status_code == 409
    said = answer.json()
    assert (said["kind"], said["who"], said["theirs"]) == ("changed", clinic.derm.name, "4 in 1 place")


def test_a_side_changed_meanwhile_is_a_conflict_although_no_answer_differs(clinic):
    visit = put(clinic, clinic.in_intake(), marks({"OCL": mark(FOUR, size=SMALL)}))
    seen = visit.revision
    visit = put(clinic, visit, marks({"OCR": mark(FOUR, size=SMALL)}))

    told = places_conflict(visit, ASKED, "", "somebody else", seen)

    assert told["kind"] == "changed"


def test_the_words_on_the_page_are_those_of_the_protocol(tablet):
    page = tablet.reads()

    for question in (ASKED.place, ASKED.count, ASKED.size):
        assert question.wording["en"] in page
    assert milia().face_map.margin_label["en"] in page


def test_a_tablet_that_is_not_asked_for_a_size_shows_none(client, clinic):
    baby = clinic.in_intake(clinic.patient(date_of_birth=NOW.date()))

    assert "CHN-size" not in Tablet(client, clinic, baby).reads()
