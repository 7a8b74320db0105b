"""Reports of rules as pages: which rule, in which case, what was said about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.compiled_releases import compiled
from treatments.engine.protocol import Protocol
from treatments.models import Release, RuleReport
from treatments.presenters import Link
from treatments.wording import Wording

Given = Mapping[str, Any]
OUTCOMES = {
    "needs_answer": gettext_lazy("Ask first"),
    "examine_first": gettext_lazy("Examine first"),
    "no_treatment": gettext_lazy("No treatment needed"),
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    title: str
    href: str
    comment: str
    by: str
    at: datetime
    is_open: bool

    @classmethod
    def of(cls, report: RuleReport) -> "ReportRow":
        return cls(
            title=_titled(report),
            href=reverse("report", args=[report.pk]),
            comment=report.comment,
            by=report.reported_by_name,
            at=report.reported_at,
            is_open=report.closed_at is None,
        )


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`rules` are those that were named with what they say; `behind` all that counted for the suggestion."""

    title: str
    suggested: str
    chosen: str
    rules: tuple[Link, ...]
    behind: tuple[Link, ...]
    about_area: tuple[tuple[str, str], ...]
    about_person: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, report: RuleReport) -> "ReportPage":
        protocol, area = compiled(report.release), report.suggestion
        wording = Wording(protocol.document)
        return cls(
            title=", ".join(report.rules) or _("Rule not named"),
            suggested=_method(protocol, wording, area["method"]) or str(OUTCOMES[area["outcome"]]),
            chosen=_method(protocol, wording, report.chosen) or _("No method of this protocol"),
            rules=tuple(_rule(report.release, protocol, code) for code in report.rules),
            behind=tuple(_rule(report.release, protocol, code) for code in _behind(area) if code not in report.rules),
            about_area=tuple(_answers(protocol, wording, report.answers["area"])),
            about_person=tuple(_answers(protocol, wording, report.answers["person"])),
        )


def _titled(report: RuleReport) -> str:
    """The first rule in its own words."""
    if not report.rules:
        return _("Rule not named")
    return ": ".join(filter(None, (", ".join(report.rules), _because(compiled(report.release), report.rules[0]))))


def _because(protocol: Protocol, code: str) -> str:
    return protocol.rule(code).because if code in protocol.rules_by_code else ""


def _method(protocol: Protocol, wording: Wording, key: str | None) -> str:
    found = protocol.methods.get(key or "")
    return (found.term or wording.text(found.name)) if found else ""


def _rule(release: Release, protocol: Protocol, code: str) -> Link:
    return Link(code, reverse("rule", args=[release.slug, release.number, code]), _because(protocol, code))


def _behind(area: Given) -> list[str]:
    rows = [
        *area["reasons"],
        *(row for each in area["methods"] if each["method"] == area["method"] for row in each["reasons"]),
    ]
    return list(dict.fromkeys(row["rule"] for row in rows if row["truth"] is True))


def _answers(protocol: Protocol, wording: Wording, given: Given) -> Iterator[tuple[str, str]]:
    """In the order of the questions; what was not answered says so."""
    for key in sorted(given, key=lambda key: protocol.facts[key].number if key in protocol.facts else 0):
        yield wording.key(key).strip("“”"), _said(wording, key, given[key])


def _said(wording: Wording, key: str, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return ", ".join(_one(wording, key, each) for each in values if each is not None and each != "unanswered")


def _one(wording: Wording, key: str, value: Any) -> str:
    if value == "unknown":
        return _("Not sure")
    return f"{value:g}" if isinstance(value, int | float) else wording.value(key, str(value))
