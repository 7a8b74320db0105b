"""Bad inputs typed into every form there is, as it stands on its page."""

import pytest
from django.db import transaction

from tests.integration.crawling import pages, signed_in
from tests.integration.filling_in import forms_on
from tests.integration.test_bad_inputs import TEXTS

pytestmark = pytest.mark.django_db


def every_form(standing):
    """Each form once, with somebody who gets it."""
    clients, known = signed_in(standing.people), set()
    for page in pages(standing.examples):
        who = next((user for user in clients if page.permission and user.may(page.permission)), None)
        for form in forms_on(clients[who], page.address) if who else ():
            if form.action not in known:
                known.add(form.action)
                yield clients[who], form


def send_every_form(standing, data_of):
    """What each form answers to this content: (address, status). Nothing of it is kept."""
    for client, form in list(every_form(standing)):
        before = transaction.savepoint()
        yield form.action, client.post(form.action, data_of(form)).status_code
        transaction.savepoint_rollback(before)


@pytest.mark.parametrize("case", TEXTS)
def test_3_to_39_no_form_filled_in_with_it_is_a_fault(standing, case):
    answers = list(send_every_form(standing, lambda form: form.forced(TEXTS[case])))
    assert [answer for answer in answers if answer[1] >= 500] == []


def test_the_forms_that_are_filled_in_are_the_real_ones(standing):
    """Many do what they say when filled in well, so what was refused above was refused for its text."""
    answers = dict(send_every_form(standing, lambda form: form.filled("Fine")))

    assert len(answers) >= 15
    assert sum(status == 302 for status in answers.values()) >= 5


def test_42_a_field_sent_twice_is_refused_by_every_form(standing):
    single = {"name", "family_name", "given_name", "reason", "comment", "text"}

    def doubled(form):
        return {
            name: [value] * 2 if name in form.typed & single else value for name, value in form.filled("Fine").items()
        }

    forms = [form.action for _client, form in every_form(standing) if form.typed & single]
    answers = dict(send_every_form(standing, doubled))
    assert forms
    assert [(action, answers[action]) for action in forms if not 400 <= answers[action] < 500] == []


def test_31_32_what_was_typed_into_every_form_is_shown_as_text_everywhere(standing):
    typed = "<script>alert(1)</script>{{7*7}}"
    for client, form in list(every_form(standing)):
        client.post(form.action, form.filled(typed))
    clients = signed_in(standing.people).values()
    answers = [client.get(page.address) for client in clients for page in pages(standing.examples)]
    shown = [answer.content.decode() for answer in answers if answer["Content-Type"] != "application/pdf"]

    assert any("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in text for text in shown)
    assert not any("<script>alert(1)" in text for text in shown)
