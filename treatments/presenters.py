"""What the pages of a protocol show: strings and links, worked out once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from treatments.engine.documents import Method, Rule, Source
from treatments.engine.protocol import Protocol
from treatments.engine.texts import fill
from treatments.models import Release
from treatments.wording import Wording

WEB_ADDRESS = re.compile(r"(?P<scheme>https?://)?[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", re.IGNORECASE)
EFFECTS = {
    "red_flag": gettext_lazy("Red flag"),
    "must_have": gettext_lazy("Must be known"),
    "no_treatment": gettext_lazy("No treatment"),
    "exclusion": gettext_lazy("Exclusion"),
    "hold": gettext_lazy("Hold"),
    "caution": gettext_lazy("Caution"),
    "indication": gettext_lazy("Indication"),
    "add_on": gettext_lazy("Add-on"),
}
WHEN_NOT_KNOWN = {
    "red_flag": gettext_lazy("It does not fire. The questions that must be known are asked first."),
    "must_have": gettext_lazy("The question is asked before anything is suggested."),
    "no_treatment": gettext_lazy("It does not fire."),
    "exclusion": gettext_lazy("These methods wait until it is known. Not known never counts as “no”."),
    "hold": gettext_lazy("These methods wait until it is known. Not known never counts as “no”."),
    "caution": gettext_lazy("The caution is not shown as certain; the open question is named."),
    "indication": gettext_lazy("It adds nothing to the score."),
    "add_on": gettext_lazy("Nothing is added."),
}
# What stands for a placeholder where no clinic in particular is meant.
ANY_CLINIC = {
    "clinic_name": gettext_lazy("(name of the clinic)"),
    "clinic_phone": gettext_lazy("(phone of the clinic)"),
    "out_of_hours_phone": gettext_lazy("(phone out of hours)"),
}
GRADES = {
    "primary": gettext_lazy("Primary source"),
    "A": gettext_lazy("Grade A: label, guideline, journal or hospital"),
    "B": gettext_lazy("Grade B: textbook or specialist clinic"),
    "C": gettext_lazy("Grade C: commercial or second-hand"),
    "unverified": gettext_lazy("Not verified: for the clinic's dermatologist to confirm"),
}
BLOCKS = {
    "how_it_works": gettext_lazy("How it works"),
    "example": gettext_lazy("Example"),
    "who_for": gettext_lazy("Who it is for"),
    "during": gettext_lazy("During"),
    "after": gettext_lazy("After"),
}
IN_SHORT = {
    "course": gettext_lazy("Course"),
    "interval": gettext_lazy("Interval"),
    "downtime": gettext_lazy("Downtime"),
    "who_performs": gettext_lazy("Who performs it"),
    "anaesthesia": gettext_lazy("Anaesthesia"),
}


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str
    line: str = ""
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class ShownSource:
    code: str
    title: str
    addresses: tuple[Link, ...]
    grade: str

    @classmethod
    def of(cls, source: Source) -> "ShownSource":
        addresses = tuple(Link(part, href_of(part)) for part in re.split(r"\s*;\s+", source.address) if part)
        return cls(source.code, source.title, addresses, str(GRADES[source.grade]))


@dataclass(frozen=True, slots=True)
class ReleasePage:
    name: str
    facts: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]
    methods: tuple[Link, ...]
    rules: tuple[tuple[str, tuple[Link, ...]], ...]

    @classmethod
    def of(cls, release: Release, protocol: Protocol) -> "ReleasePage":
        wording = Wording(protocol.document)
        return cls(
            name=wording.text(protocol.document.name),
            facts=tuple(_facts(release, protocol)),
            about=tuple((wording.text(part.title), wording.text(part.text)) for part in protocol.document.about),
            methods=tuple(method_link(release, method, wording) for method in protocol.document.methods),
            rules=tuple(_rules_by_effect(release, protocol.document.rules)),
        )


@dataclass(frozen=True, slots=True)
class MethodPage:
    name: str
    summary: str
    blocks: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    variants: tuple[str, ...]
    evidence: str
    sources: tuple[ShownSource, ...]
    rules: tuple[tuple[str, tuple[Link, ...]], ...]

    @classmethod
    def of(cls, release: Release, protocol: Protocol, method: Method) -> "MethodPage":
        wording = Wording(protocol.document)
        return cls(
            name=method.term or wording.text(method.name),
            summary=wording.text(method.summary),
            blocks=tuple(
                (str(title), for_any_clinic(wording.text(getattr(method, block)))) for block, title in BLOCKS.items()
            ),
            facts=tuple((str(title), wording.text(getattr(method, block))) for block, title in IN_SHORT.items()),
            warnings=tuple(for_any_clinic(wording.text(warning)) for warning in method.warn),
            variants=tuple(wording.text(variant.name) for variant in method.variants),
            evidence=method.evidence,
            sources=sources_of(protocol, method.sources),
            rules=tuple(_rules_by_effect(release, [r for r in protocol.document.rules if method.key in methods_of(r)])),
        )


@dataclass(frozen=True, slots=True)
class RulePage:
    code: str
    effect: str
    because: str
    when: str
    written: str
    unless: str
    keys: tuple[str, ...]
    weight: str
    methods: tuple[Link, ...]
    when_not_known: str
    sources: tuple[ShownSource, ...]
    is_off: bool

    @classmethod
    def of(cls, release: Release, protocol: Protocol, rule: Rule) -> "RulePage":
        wording = Wording(protocol.document)
        when, unless = getattr(rule, "when", ""), getattr(rule, "unless", "")
        return cls(
            code=rule.code,
            effect=str(EFFECTS[rule.effect]),
            because=rule.because,
            when=wording.sentence(when),
            written=when,
            unless=wording.sentence(unless) if unless else "",
            keys=tuple(map(wording.key, getattr(rule, "keys", ()))),
            weight=f"{rule.weight:+d}" if rule.effect == "indication" else "",
            methods=tuple(method_link(release, protocol.methods[key], wording) for key in methods_of(rule)),
            when_not_known=str(WHEN_NOT_KNOWN[rule.effect]),
            sources=sources_of(protocol, rule.sources),
            is_off=rule.off,
        )


def for_any_clinic(text: str) -> str:
    return fill(text, {name: str(words) for name, words in ANY_CLINIC.items()})


def href_of(address: str) -> str:
    """A link for a web address, with or without its scheme; anything else is only shown."""
    if found := WEB_ADDRESS.fullmatch(address):
        return address if found["scheme"] else f"https://{address}"
    return ""


def methods_of(rule: Rule) -> tuple[str, ...]:
    one = getattr(rule, "method", None)
    return (one,) if one else getattr(rule, "methods", ())


def sources_of(protocol: Protocol, codes: Sequence[str]) -> tuple[ShownSource, ...]:
    known = {source.code: source for source in protocol.document.sources}
    return tuple(ShownSource.of(known[code]) for code in codes)


def method_link(release: Release, method: Method, wording: Wording) -> Link:
    href = reverse("method", args=[release.slug, release.number, method.key])
    return Link(method.term or wording.text(method.name), href, wording.text(method.summary))


def _rules_by_effect(release: Release, rules: Sequence[Rule]) -> list[tuple[str, tuple[Link, ...]]]:
    links = {
        effect: tuple(
            Link(rule.code, reverse("rule", args=[release.slug, release.number, rule.code]), rule.because, rule.off)
            for rule in rules
            if rule.effect == effect
        )
        for effect in EFFECTS
    }
    return [(str(EFFECTS[effect]), found) for effect, found in links.items() if found]


def _facts(release: Release, protocol: Protocol) -> list[tuple[str, str]]:
    document = protocol.document
    return [
        (_("Release"), str(release.number)),
        (_("Published"), f"{release.published_at:%Y-%m-%d}"),
        (_("Written by"), release.written_by_name or _("From a file, when the clinic was set up")),
        (_("Approved by"), release.approved_by_name or _("Nobody here yet")),
        (_("Languages"), ", ".join(document.languages)),
        (_("Questions"), str(len(document.questions))),
        (_("Rules"), _number_of_rules(document.rules)),
        (_("Aftercare steps"), str(len(document.aftercare))),
        (_("Cases"), str(len(document.cases))),
        (_("Sources"), str(len(document.sources))),
    ]


def _number_of_rules(rules: Sequence[Rule]) -> str:
    off = sum(rule.off for rule in rules)
    words = ngettext("%(n)d, and %(off)d that is off", "%(n)d, and %(off)d that are off", off)
    return words % {"n": len(rules) - off, "off": off} if off else str(len(rules))
