"""The page of one question, filled in as a browser would send it."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse

from clinic.accounts.models import User
from tests.integration.drafts_made import signed_in
from treatments.drafting import document_of
from treatments.models import Protocol
from treatments.workbench.conditions.condition_typed import Read
from treatments.workbench.conditions.conditions import fields_of

Sent = dict[str, Any]


def question_pages_of(draft: Protocol) -> dict[str, dict[str, Any]]:
    """What the pages of questions and contradictions are called with."""
    document, slug = document_of(draft), {"slug": draft.slug}
    question, conflict = {"key": document.questions[1].key}, {"code": document.conflicts[0].code}
    lists = ["draft_questions", "draft_question_new", "draft_conflicts", "draft_conflict_new"]
    return {
        **dict.fromkeys(lists, slug),
        **dict.fromkeys(["draft_question", "draft_question_preview"], slug | question),
        "draft_conflict": slug | conflict,
    }


def address(key: str = "", kind: str = "") -> str:
    if key:
        return reverse("draft_question", args=["milia", key])
    return f"{reverse('draft_question_new', args=['milia'])}?type={kind}"


def page_of(by: User, key: str = "", kind: str = "") -> HttpResponse:
    return signed_in(by).get(address(key, kind))


def fill(page: HttpResponse, **differs: Any) -> Sent:
    """What the page holds; a difference None leaves the field out."""
    form = page.context["form"]
    sent: Sent = {"key": str(uuid4()), "stamp": page.context["stamp"], "options": str(len(page.context["rows"]))}
    for name in form.fields:
        sent |= shown(form, name)
    return {name: value for name, value in (sent | differs).items() if value is not None}


def shown(form: Any, name: str) -> Sent:
    value = form[name].value()
    if isinstance(value, Read):
        return {name: value.text, f"{name}-agreed": value.agreed, **fields_of(name, value.rows)}
    if isinstance(value, bool):
        return {name: "on"} if value else {}
    return {} if value in (None, "", []) else {name: value}


def save(by: User, key: str, sent: Sent, kind: str = "") -> HttpResponse:
    return signed_in(by).post(address(key, kind), sent)


def pressed(by: User, key: str, sent: Sent, button: str, kind: str = "") -> HttpResponse:
    return signed_in(by).post(address(key, kind), sent | {"do": button})
