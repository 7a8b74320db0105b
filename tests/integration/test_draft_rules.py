"""The pages of the rules: reading, changing, adding, switching off; each kind of rule keeps all it has."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import MILIA, NOW, person
from tests.integration.forms_read import fields_in
from treatments.drafting import plain_part
from treatments.editing.parts import Draft
from treatments.engine.documents import plain
from treatments.loading import load_document
from treatments.models import Edit, Protocol
from treatments.protocol_file import read_protocol
from treatments.workbench.rule_form import RuleForm

pytestmark = pytest.mark.django_db
RULES = read_protocol(MILIA).document.rules


@pytest.fixture
def milia():
    return load_document(document=read_protocol(MILIA).document, by=None, at=NOW).protocol


@pytest.fixture
def mina(milia):
    client = Client()
    client.force_login(person(Role.CONTENT_ADMIN, name="Mina"))
    return client


def page_of(code):
    return reverse("draft_rule", args=["milia", code])


def rule_now(code):
    return Draft.read(Protocol.objects.get(slug="milia")).part("rules", code)


def sent(client, code, **differs):
    """The form of the page as it is shown, sent back with what differs."""
    fields = fields_in(client.get(page_of(code)).content.decode())
    return client.post(page_of(code), fields | {"key": [str(uuid4())]} | differs)


ONE_OF_EACH_KIND = {frozenset(plain_rule): rule.code for rule in RULES if (plain_rule := plain(rule))}


@pytest.mark.parametrize("code", sorted(ONE_OF_EACH_KIND.values()))
def test_a_rule_saved_as_it_is_shown_is_no_edit(milia, mina, code):
    answer = sent(mina, code)
    assert answer.status_code == 302
    assert not Edit.objects.exists(), [(edit.before, edit.after) for edit in Edit.objects.all()]


def test_every_rule_of_milia_comes_out_of_its_form_as_it_went_in(milia):
    draft = Draft.read(milia)
    for rule in draft.parts("rules"):
        shown = str(RuleForm(None, draft=draft, before=rule, effect=rule["effect"]))
        data = MultiValueDict(fields_in(f"<form class='rule-form'>{shown}</form>"))
        form = RuleForm(data, draft=draft, before=rule, effect=rule["effect"])
        assert form.is_valid(), (rule["code"], form.errors)
        assert plain_part("rules", form.values()) == rule
