"""What could hurt a patient on the way of a visit, tried with made-up steps from a fixed seed."""

import json
import random
import re
from html import unescape

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused
from consultations.aftercare import Treated, steps
from consultations.deciding import suggested
from consultations.lifecycle import Status
from consultations.models import Consultation, SignedRecord
from consultations.services import intake, recalculating, review, signing
from consultations.views.worklists import GROUPS
from tests.integration.clinic_factory import NOW, PASSWORD, Clinic, person
from tests.integration.pages_sent import save_one, screen_of, sign_form_of, signed_in, whole_screen
from treatments.models import Release

pytestmark = pytest.mark.django_db
SEED = 20261122
SAVES, STEPS, SHEETS = 120, 500, 50


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def chance():
    return random.Random(SEED)


# H1: two windows, two patients


def test_two_windows_with_two_patients_never_cross(clinic, chance):
    """Each window keeps the form it was given; half of the time it is sent to the other patient's address."""
    desk = signed_in(clinic.desk)
    visits = [clinic.in_intake(clinic.patient(family_name=name)) for name in ("Ash", "Birch")]
    only, crossed, refused = {0: "male", 1: "female"}, 0, 0
    for _ in range(SAVES):
        mine, theirs = chance.choice([(0, 0), (1, 1), (0, 1), (1, 0)])
        visits[mine].refresh_from_db()
        if chance.choice([True, False]):
            form = whole_screen(visits[mine], "sex", sex=only[mine])
            answer = desk.post(screen_of(visits[theirs], "sex"), form)
        else:
            own_patient = {"patient": str(visits[mine].patient_id), "revision": visits[mine].revision}
            answer = save_one(desk, visits[theirs], "sex", only[mine], **own_patient)
        refused += answer.status_code == 409
        assert (answer.status_code in (200, 302)) == (mine == theirs)
        for number, visit in enumerate(visits):
            said = Consultation.objects.get(pk=visit.pk).answers["person"].get("sex", only[number])
            crossed += said != only[number]

    assert crossed == 0
    assert SAVES / 4 < refused < SAVES * 3 / 4


# H3: the rules of the day


def release_after(first: Release, **differs: object) -> Release:
    """As if somebody published a changed protocol in the meantime."""
    fields = {field.attname: getattr(first, field.attname) for field in Release._meta.fields if field.attname != "id"}
    author, other = person(Role.CONTENT_ADMIN), person(Role.CONTENT_ADMIN)
    own = {"number": first.number + 1, "origin": "draft", "written_by_id": author.pk, "written_by_name": author.name}
    own |= {"approved_by_id": other.pk, "published_by_id": other.pk}
    return Release.objects.create(**fields | own | differs)


def test_a_release_published_between_opening_and_signing_stops_the_signature_until_the_doctor_has_chosen(clinic):
    visit = clinic.confirmed()
    second = release_after(clinic.release)

    with pytest.raises(Refused, match="The rules changed"):
        signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    assert not SignedRecord.objects.exists()
    assert clinic.in_intake(clinic.patient()).release == second


def test_a_doctor_who_stays_on_the_release_of_the_visit_signs_what_it_said(clinic):
    visit, first = clinic.confirmed(), clinic.release
    before, second = visit.suggestion, release_after(clinic.release)
    kept = recalculating.keep_release(**own(clinic.derm, visit), number=second.number)
    record = signing.put_signature(consultation_id=visit.pk, revision=kept.revision, by=clinic.derm, at=NOW)

    document = json.loads(record.document)
    assert document["protocol"]["release"] == first.number
    assert document["suggestion"] == before
    assert record.consultation.release == first


def test_a_doctor_who_recalculates_decides_anew_under_the_new_release(clinic):
    visit, second = clinic.confirmed(), release_after(clinic.release)

    now = recalculating.recalculate(**own(clinic.derm, visit))

    assert (now.release, now.status) == (second, "review")
    assert now.suggestion["protocol"]["release"] == second.number
    assert not now.plan_lines.exists()
    assert now.answers == visit.answers


def test_the_page_and_the_sheet_say_which_release_the_visit_was_made_with(clinic):
    visit, doctor = clinic.signed(), signed_in(clinic.derm)
    release_after(clinic.release)

    for page in ("record", "aftercare"):
        assert "elease 1" in doctor.get(reverse(page, args=[visit.pk])).content.decode()


# H7: nobody is forgotten


def own(user, visit):
    return {"consultation_id": visit.pk, "revision": visit.revision, "by": user, "at": NOW}


def agree(clinic, visit):
    method, add_on = suggested(visit.suggestion["areas"][0]) if visit.suggestion else ("", "")
    return clinic.decide(visit, method=method, add_on=add_on)


MOVES = {
    "finish": lambda clinic, visit: intake.finish_intake(**own(clinic.desk, visit)),
    "give back": lambda clinic, visit: intake.give_back(**own(clinic.derm, visit)),
    "decide": agree,
    "confirm": lambda clinic, visit: review.confirm(**own(clinic.derm, visit)),
    "reopen": lambda clinic, visit: review.reopen(**own(clinic.derm, visit)),
    "sign": lambda clinic, visit: signing.put_signature(**own(clinic.derm, visit)),
    "close": lambda clinic, visit: review.close_unsigned(**own(clinic.derm, visit), reason="Went home."),
    "answer": lambda clinic, visit: intake.give_answer(**own(clinic.desk, visit), question="sex", value="female"),
    "come again": lambda clinic, visit: clinic.answered(visit.patient),
}
LIKELY = {"close": 2, "sign": 4, "come again": 4}


def on_lists(clients):
    """How often each visit or patient stands on the lists of open visits."""
    found = []
    for show in ("intake", "ready", "to_sign"):
        html = clients["desk"].get(reverse("today"), {"show": show}).content.decode()
        found += re.findall(r"/patients/([0-9a-f-]{36})/", html)
    return sorted(found)


def in_queue(clients):
    return set(re.findall(r"/consultations/([0-9a-f-]{36})/", clients["doctor"].get(reverse("queue")).content.decode()))


def check_lists(clients):
    is_open = Consultation.objects.open()
    assert on_lists(clients) == sorted(str(pk) for pk in is_open.values_list("patient_id", flat=True))
    waiting = is_open.filter(status__in=[Status.REVIEW, Status.CONFIRMED])
    assert in_queue(clients) == {str(pk) for pk in waiting.values_list("pk", flat=True)}


def test_after_random_steps_every_open_visit_stands_on_exactly_one_list(clinic, chance):
    clients = {"desk": signed_in(clinic.desk), "doctor": signed_in(clinic.derm)}
    visits = [clinic.answered(clinic.patient(family_name=name)).pk for name in ("Ash", "Birch", "Cedar", "Elm", "Fir")]
    visits += [clinic.in_intake(clinic.patient(family_name=name)).pk for name in ("Hazel", "Larch", "Oak")]
    moves = [name for name in MOVES for _ in range(LIKELY.get(name, 12))]
    done = dict.fromkeys(MOVES, 0)
    for step in range(STEPS):
        visit, move = Consultation.objects.get(pk=chance.choice(visits)), chance.choice(moves)
        try:
            result = MOVES[move](clinic, visit)
            done[move] += 1
            visits += [result.pk] if move == "come again" and result.pk not in visits else []
        except Refused:
            continue
        if step % 10 == 0:
            check_lists(clients)

    check_lists(clients)
    assert min(done.values()) >= 1, done
    assert sum(done.values()) > STEPS / 5


def test_a_visit_that_is_on_no_list_is_noticed(clinic, monkeypatch):
    monkeypatch.setitem(GROUPS, "ready", (Status.SIGNED,))
    clinic.in_review()
    with pytest.raises(AssertionError):
        check_lists({"desk": signed_in(clinic.desk), "doctor": signed_in(clinic.derm)})


# H8: the sheet is what was signed


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def every_step(visit, protocol):
    """All that a sheet can say, whichever method was chosen."""
    person, area = visit.answers["person"], visit.answers["areas"][0]
    suggested = visit.suggestion["areas"][0]
    found = {}
    for method in protocol.methods:
        done = Treated(number=1, answers=area, suggestion=suggested, method=method, variant="", add_on="")
        given = steps(protocol, person, [done], language="en", treated_on=NOW.date())
        found |= {step["text"]: step for step in given}
    return list(found.values())


def made_up(document, pool, chance):
    """Another record as it could have been signed: other steps, another name under it."""
    signature = document["signature"] | {"name": f"Dr {chance.randrange(10**6)}"}
    chosen = chance.sample(pool, chance.randint(1, len(pool)))
    return document | {"aftercare": chosen, "signature": signature}


def differences(page, document, pool):
    """What was signed and does not stand on the page, and what stands there and was not signed."""
    signed = {words(step["text"]) for step in document["aftercare"]} | {document["signature"]["name"]}
    others = {words(step["text"]) for step in pool} - signed
    left_out = {text for text in signed if text not in page}
    return left_out | {text for text in others if text in page and not any(text in said for said in signed)}


@pytest.fixture
def sheet_of(clinic, monkeypatch):
    visit = clinic.signed()
    record, client = visit.record, signed_in(clinic.desk)
    monkeypatch.setattr("consultations.views.records.access.signed", lambda user, ident: visit)
    monkeypatch.setattr(Consultation, "record", record)

    def show(document):
        record.document = json.dumps(document)
        return words(client.get(reverse("aftercare", args=[visit.pk])).content.decode())

    return visit, show


def test_the_sheet_says_what_was_signed_and_nothing_else(clinic, chance, sheet_of):
    visit, show = sheet_of
    pool, document = every_step(visit, clinic.protocol), json.loads(visit.record.document)
    assert len(pool) > 20

    assert differences(show(document), document, pool) == set()
    for _ in range(SHEETS):
        other = made_up(document, pool, chance)
        assert differences(show(other), other, pool) == set()


def test_a_sheet_that_says_more_or_less_is_noticed(clinic, chance, sheet_of):
    visit, show = sheet_of
    pool, document = every_step(visit, clinic.protocol), json.loads(visit.record.document)
    first, second = pool[0], next(step for step in pool[1:] if pool[0]["text"] not in step["text"])

    page = show(document | {"aftercare": [first]})

    assert differences(page, document | {"aftercare": [first, second]}, pool) == {words(second["text"])}
    assert words(first["text"]) in differences(page, document | {"aftercare": [second]}, pool)


# H10: signed by the hand that decided


@pytest.mark.parametrize("password", ["", " ", "not " + PASSWORD])
def test_nothing_is_signed_without_the_password_of_this_moment(clinic, password):
    visit = clinic.confirmed()

    doctor = signed_in(clinic.derm)
    form = sign_form_of(doctor, visit, username=clinic.derm.username, password=password)
    answer = doctor.post(reverse("sign", args=[visit.pk]), form)

    assert answer.status_code in (409, 422)
    assert Consultation.objects.get(pk=visit.pk).status == Status.CONFIRMED


def test_the_page_to_sign_says_what_the_signature_stands_for(clinic):
    page = signed_in(clinic.derm).get(reverse("sign", args=[clinic.confirmed().pk])).content.decode()

    assert "I have examined the patient and I approve this plan." in page
