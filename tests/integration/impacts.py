"""A rule of the milia draft changed, and the pages and the service that say what that does to past visits."""

from uuid import uuid4

from django.urls import reverse

from consultations.impact.visits import visits_of
from tests.integration.clinic_factory import NOW
from tests.integration.drafts_made import change, signed_in
from treatments import impact_running
from treatments.editing.parts import Draft
from treatments.models import Protocol
from treatments.workbench.publishing.impact import impact_standing


def changed_rule(protocol, by, **differs):
    code = next(rule.code for rule in Draft.read(protocol).document.rules if rule.effect == "indication")
    change(protocol, "rules", code, by, **(differs or {"weight": -3}))
    protocol.refresh_from_db()
    return code


def press(user, page, protocol, **sent):
    return signed_in(user).post(reverse(page, args=[protocol.slug]), {"key": uuid4(), **sent})


def page_of(user, protocol, name="impact", query=""):
    return signed_in(user).get(reverse(name, args=[protocol.slug]) + query)


def start(protocol, by, at=NOW):
    return impact_running.start(protocol_id=protocol.pk, total=visits_of(by, protocol.slug).count(), by=by, at=at)


def standing(protocol, by):
    return impact_standing(Draft.read(Protocol.objects.get(pk=protocol.pk)), by)
