"""Why what was written beside a method of the plan, such as its strength, cannot stand there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from consultations.names import why_not_line
from treatments.engine.documents import PlanField
from treatments.engine.protocol import Protocol

LONGEST_DETAIL = 300


def why_not_details(protocol: Protocol, method: str, details: Mapping[str, Any]) -> str | None:
    """Every field may be left out; what stands there is one of the method's fields and within its limits."""
    fields = protocol.methods[method].plan_fields if method in protocol.methods else ()
    known = {field.key: field for field in fields}
    if set(details) - set(known):
        return _("A detail does not belong to this treatment. Open the page again.")
    return next(filter(None, (_why_not_value(known[key], value) for key, value in details.items())), None)


def _why_not_value(field: PlanField, value: Any) -> str | None:
    if field.type == "number":
        return _why_not_number(field, value)
    if not isinstance(value, str) or not value.strip():
        return _("%(label)s: say it or leave it out.") % {"label": field.label}
    if field.type == "one":
        offered = {option.value for option in field.options}
        return None if value in offered else _("%(label)s: choose one of those offered.") % {"label": field.label}
    return why_not_line(value, longest=LONGEST_DETAIL)


def _why_not_number(field: PlanField, value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _("%(label)s: write a number.") % {"label": field.label}
    least, most = limits_of(field)
    if not least <= value <= most:
        ends = {"label": field.label, "least": f"{least:g}", "most": f"{most:g}"}
        return _("%(label)s: from %(least)s to %(most)s.") % ends
    return None


def limits_of(field: PlanField) -> tuple[float, float]:
    """What no field of the protocol limits still has to fit on the line."""
    return (0 if field.minimum is None else field.minimum, 9999 if field.maximum is None else field.maximum)
