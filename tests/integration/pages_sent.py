"""What a browser sends from the pages of a visit: the form as the page made it, with what was typed."""

import re
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from consultations.answering import with_answer
from consultations.demo.answering import first_offered, value_for
from consultations.intake import questions
from consultations.intake.screens import Layout, screens
from tests.integration.clinic_factory import PASSWORD, typical
from treatments.compiled_releases import compiled
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN


def signed_in(user):
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    session = client.session
    session.save()
    return client


def form_of(visit, **typed):
    return {"key": str(uuid4()), "revision": visit.revision, "patient": str(visit.patient_id), **typed}


def sign_form_of(client, visit, **typed):
    """With the hash of what the page showed, where it can be signed at all."""
    page = client.get(reverse("sign", args=[visit.pk]))
    found = re.search(r'name="shown" value="(\w+)"', page.content.decode())
    return form_of(visit, **{"shown": found[1]} if found else {}, **typed)


def screen_of(visit, key, area=None):
    """Where the desk answers this question."""
    step = compiled(visit.release).questions[key].step
    if area:
        return reverse("intake_area_screen", args=[visit.pk, area, step])
    return reverse("intake_screen", args=[visit.pk, step])


def whole_screen(visit, key, area=None, **typed):
    """The screen of this question filled in: as it was answered, else as the typical patient; None leaves it out."""
    protocol, answers = compiled(visit.release), visit.answers
    place, given = (protocol.questions[key].step, area), typical(areas=len(answers["areas"]))
    (screen,) = [each for each in screens(protocol, answers, Layout.PARTS) if each.address == place]
    fields = {}
    for asked in screen.possible:
        value = typed.get(
            asked.question.key, _said(answers, asked) or value_for(protocol, asked, given) or _first(asked)
        )
        if value is not None and questions.is_shown(protocol, answers, asked):
            answers = with_answer(answers, asked.question.key, value, area)
            fields |= as_sent(asked.question, value)
    return form_of(visit, **fields)


def _said(answers, asked):
    value = questions.given(answers, asked)
    return None if value in (UNANSWERED, NOT_APPLICABLE) else value


def _first(asked):
    return first_offered(asked.question) if asked.question.type == "one" else None


def as_sent(question, value):
    """The fields of one answer."""
    if value == UNKNOWN and question.type in ("number", "date"):
        return {f"{question.key}-not_sure": "on"}
    return {question.key: list(value) if question.type == "multi" and value != UNKNOWN else value}


def save_one(client, visit, key, value, area=None, /, **more):
    """One answer saved by itself, as it is given."""
    place = {"screen": compiled(visit.release).questions[key].step, "area": area or "", "question": key}
    fields = {} if value is None else {key: value}
    return client.post(reverse("intake_save", args=[visit.pk]), form_of(visit, **place, **fields) | more)


def new_patient(**differs):
    return {
        "key": str(uuid4()),
        "family_name": "O'Brien-Ng",
        "given_name": "José",
        "date_of_birth_day": "5",
        "date_of_birth_month": "1",
        "date_of_birth_year": "1992",
        "phone": "020 7946 0132",
        "language": "en",
        **differs,
    }
