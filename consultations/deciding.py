"""What a decision about one area is beside its suggestion: agreement or override, stopped or not, what to tick."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from typing import Protocol as Shape

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from consultations.models.consultation import WithoutMethod
from consultations.stopping import asks_twice, is_stopped
from treatments.engine.documents import Caution
from treatments.engine.protocol import Protocol

Area = Mapping[str, Any]
SETTLED_OUTCOMES = ("suggest", "no_treatment")


class OverrideReason(TextChoices):
    PATIENT_PREFERS = "patient_prefers", _("Patient prefers")
    TRIED_BEFORE = "tried_before", _("Tried before, failed")
    MY_EXAM_DIFFERS = "my_exam_differs", _("My exam differs")
    RISK_NOT_CAPTURED = "risk_not_captured", _("Risk not captured")
    EQUIPMENT_TIME_COST = "equipment_time_cost", _("Equipment, time or cost")
    COMBINE_LATER = "combine_later", _("Combine later")
    RULE_IS_WRONG = "rule_is_wrong", _("The rule is wrong or out of date")
    OTHER = "other", _("Other")


@dataclass(frozen=True, slots=True)
class Decision:
    """`method` empty: the area is left alone, or `without_method` says what is done. `restrictions_ticked` are codes of
    cautions; `details` the fields the protocol asks for the method, by key; `doubted` rules that were found wrong.
    """

    area_number: int
    method: str
    variant: str = ""
    add_on: str = ""
    reasons: tuple[str, ...] = ()
    comment: str = ""
    confirmed_twice: bool = False
    restrictions_ticked: tuple[str, ...] = ()
    follow_up_on: date | None = None
    without_method: str = ""
    own_words: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    doubted: tuple[str, ...] = ()


class Chosen(Shape):
    """What was chosen for an area: a decision that is being made, or the line it became."""

    method: str
    add_on: str
    without_method: str


@dataclass(frozen=True, slots=True)
class Restricted:
    """A caution that leaves only these variants of the method; the dermatologist ticks that they have seen it."""

    code: str
    label: str
    because: str
    method: str
    variants: tuple[str, ...]


def suggested(area: Area) -> tuple[str, str]:
    """Method and add-on; empty where nothing is suggested."""
    return area["method"] or "", area["add_on"] or ""


def is_settled(area: Area) -> bool:
    """There is something to agree with: a method, or that none is needed."""
    return area["outcome"] in SETTLED_OUTCOMES


def can_agree(area: Area) -> bool:
    """Also with a red flag: what was found is sent on. Without a flag "examine first" names nothing to follow."""
    return is_settled(area) or (area["outcome"] == "examine_first" and bool(area["fired"]))


def as_suggested(area: Area) -> dict[str, str]:
    """What agreeing writes into the line."""
    method, add_on = suggested(area)
    without = WithoutMethod.REFER.value if area["outcome"] == "examine_first" else ""
    return {"method": method, "add_on": add_on, "without_method": without}


def agrees(area: Area, chosen: Chosen) -> bool:
    """To leave an area alone while a question about it is open is not to agree with anything."""
    if area["outcome"] == "no_treatment":
        return not chosen.method and chosen.without_method in ("", WithoutMethod.WATCH)
    wanted = as_suggested(area)
    return can_agree(area) and all(getattr(chosen, name) == value for name, value in wanted.items())


def methods_of(chosen: Chosen) -> tuple[str, ...]:
    return tuple(filter(None, (chosen.method, chosen.add_on)))


def goes_against_a_stop(area: Area, chosen: Chosen) -> bool:
    """Such an override needs a reason and a comment."""
    return not agrees(area, chosen) and any(is_stopped(area, method) for method in methods_of(chosen))


def needs_second_look(protocol: Protocol, area: Area, chosen: Chosen) -> bool:
    """And where grave harm is near a second confirmation."""
    if not goes_against_a_stop(area, chosen):
        return False
    return any(is_stopped(area, each) and asks_twice(protocol, area, each) for each in methods_of(chosen))


def rules_behind(area: Area, chosen: Chosen) -> set[str]:
    """Codes of what led to the suggestion, and of what speaks for or against the choice."""
    named = {*suggested(area), *methods_of(chosen)}
    methods = (each["reasons"] for each in area["methods"] if each["method"] in named)
    return {reason["rule"] for reasons in (area["reasons"], *methods) for reason in reasons}


def restrictions(protocol: Protocol, area: Area, *methods: str) -> tuple[Restricted, ...]:
    """Of the cautions that are true for these methods, those that leave only some of their variants."""
    found = []
    for method in filter(None, methods):
        for rule in map(protocol.rule, _cautions(area, method)):
            for left in rule.restricts if isinstance(rule, Caution) else ():
                if left.method == method:
                    found.append(Restricted(rule.code, rule.label, rule.because, method, left.variants))
    return tuple(found)


def variants_left(protocol: Protocol, area: Area, method: str) -> tuple[str, ...]:
    """The variants of a method that no restriction takes away; empty for a method without variants."""
    if method not in protocol.methods:
        return ()
    limits = [set(restricted.variants) for restricted in restrictions(protocol, area, method)]
    offered = [variant.key for variant in protocol.methods[method].variants]
    return tuple(key for key in offered if all(key in limit for limit in limits))


def variant_meant(protocol: Protocol, area: Area, decision: Decision) -> str:
    """The one that was chosen, or the only one that the restrictions leave."""
    left = variants_left(protocol, area, decision.method)
    is_limited = bool(restrictions(protocol, area, decision.method))
    return decision.variant or (left[0] if is_limited and len(left) == 1 else "")


def _cautions(area: Area, method: str) -> list[str]:
    weighed = next((each for each in area["methods"] if each["method"] == method), None)
    reasons = weighed["reasons"] if weighed else ()
    return [reason["rule"] for reason in reasons if reason["kind"] == "caution" and reason["truth"] is True]
