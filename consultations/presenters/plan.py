"""The plan line of an area in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from consultations.deciding import OverrideReason, Restricted, restrictions, variants_left
from consultations.models import PlanLine
from consultations.models.consultation import WithoutMethod
from consultations.presenters.words import Words
from treatments.engine.documents import PlanField
from treatments.engine.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Detail:
    """A field of the method with what was written there; `value` as it is stored, `words` as it is read."""

    key: str
    label: str
    value: Any
    words: str


@dataclass(frozen=True, slots=True)
class PlanCard:
    """What was decided for one area, by whom, and why if it differs from the suggestion."""

    area_number: int
    what: str
    details: tuple["Detail", ...]
    agrees: bool
    reasons: tuple[str, ...]
    comment: str
    limits: tuple[str, ...]
    follow_up_on: date | None
    by: str
    at: datetime

    @classmethod
    def of(cls, words: Words, line: PlanLine) -> "PlanCard":
        return cls(
            area_number=line.area_number,
            what=line_in_words(words, line),
            details=details(words.protocol, line.method, line.details),
            agrees=line.agrees,
            reasons=override_reasons(line.reasons),
            comment=line.comment,
            limits=tuple(limit_label(words, code) for code in line.restrictions_ticked),
            follow_up_on=line.follow_up_on,
            by=line.decided_by.name,
            at=line.decided_at,
        )


def line_in_words(words: Words, line: PlanLine) -> str:
    return line.own_words or without_method(line.without_method) or what(words, line.method, line.variant, line.add_on)


def without_method(value: str) -> str:
    return str(WithoutMethod(value).label) if value else ""


def details(protocol: Protocol, method: str, given: Mapping[str, Any]) -> tuple[Detail, ...]:
    """In the order of the protocol's fields; what was left out is not there."""
    fields = protocol.methods[method].plan_fields if method in protocol.methods else ()
    return tuple(
        Detail(field.key, field.label, given[field.key], _detail(field, given[field.key]))
        for field in fields
        if field.key in given
    )


def _detail(field: PlanField, value: Any) -> str:
    if field.type == "number":
        return f"{value:g} {field.unit}".strip()
    return next((option.label for option in field.options if option.value == value), str(value))


def what(words: Words, method: str, variant: str, add_on: str) -> str:
    named = words.method(method)
    if variant:
        named = f"{named} ({variant_name(words, method, variant)})"
    if add_on:
        return _("%(method)s, together with: %(add_on)s") % {"method": named, "add_on": words.method(add_on)}
    return named


def variant_name(words: Words, method: str, variant: str) -> str:
    variants = words.protocol.methods[method].variants
    return next((words.say(each.name) for each in variants if each.key == variant), variant)


def limit_label(words: Words, code: str) -> str:
    return f"{getattr(words.protocol.rule(code), 'label', '')} ({code})"


def override_reasons(reasons: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(OverrideReason(reason).label) for reason in reasons)


def limits(words: Words, area: Mapping[str, Any], *methods: str) -> list[tuple[str, str]]:
    """What must be ticked for these methods, as choices of a form."""
    return [(each.code, _limit(words, each)) for each in restrictions(words.protocol, area, *methods)]


def _limit(words: Words, limit: Restricted) -> str:
    names = ", ".join(variant_name(words, limit.method, variant) for variant in limit.variants)
    return _("%(label)s. Only: %(names)s.") % {"label": limit.label, "names": names}


def methods(words: Words) -> list[tuple[str, str]]:
    return [(key, words.method(key)) for key in words.protocol.methods]


def variants(words: Words, area: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of every method those that no restriction takes away, named with their method."""
    found = [("", _("Not settled"))]
    for method in words.protocol.methods:
        for key in variants_left(words.protocol, area, method):
            found.append((f"{method}.{key}", f"{words.method(method)}: {variant_name(words, method, key)}"))
    return found
