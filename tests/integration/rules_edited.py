"""Somebody at the pages of the rules of a draft: what a browser would send of a page, with what differs."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.integration.forms_read import fields_in
from treatments.editing.parts import Draft
from treatments.models import Protocol


def page_of(code: str) -> str:
    return reverse("draft_rule", args=["milia", code])


def rule_now(code: str) -> dict[str, Any] | None:
    return Draft.read(Protocol.objects.get(slug="milia")).part("rules", code)


@dataclass
class Editor:
    client: Client

    def shown(self, address: str) -> dict[str, list[str]]:
        """The fields of the page's form as they stand there."""
        return fields_in(self.client.get(address).content.decode())

    def sends(self, address: str, fields: dict[str, Any] | None = None, **differs: Any) -> HttpResponse:
        """Text is sent as somebody writes it who leaves the rows alone."""
        fields = fields or self.shown(address)
        return self.client.post(address, fields | {"key": [str(uuid4())]} | differs)

    def saves(self, code: str, **differs: Any) -> HttpResponse:
        return self.sends(page_of(code), **differs)

    def presses(self, address: str, button: str, fields: dict[str, Any] | None = None, **differs: Any) -> HttpResponse:
        return self.sends(address, fields, do=button, **differs)
