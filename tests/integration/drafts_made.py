"""A draft of the milia protocol with its first release, and people who work on it."""

from typing import Any

from django.test import Client

from clinic.accounts.models import User
from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import NOW, person
from tests.integration.clinic_factory import milia as document_of_milia
from treatments.editing.changing import change_part
from treatments.editing.parts import Draft, stamp_of
from treatments.loading import load_document
from treatments.models import Edit, Protocol
from treatments.publishing import publish_from_file


def milia_draft() -> Protocol:
    """With release 1 that says the same."""
    protocol = load_document(document=document_of_milia(), by=None, at=NOW).protocol
    publish_from_file(protocol=protocol, at=NOW)
    return protocol


def admin(name: str = "Mina Okoro", **details: Any) -> User:
    return person(Role.CONTENT_ADMIN, name=name, **details)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def part(protocol: Protocol, parts: str, code: str) -> Any:
    return Draft.read(Protocol.objects.get(pk=protocol.pk)).part(parts, code)


def change(protocol: Protocol, parts: str, code: str, by: User, **differs: Any) -> Edit | None:
    """Change some values of one part through the service."""
    now = part(protocol, parts, code)
    values = now | differs
    return change_part(
        protocol_id=protocol.pk, parts=parts, code=code, values=values, stamp=stamp_of(now), by=by, at=NOW
    )
