"""The page of what the checks found, and the page of one finding."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.editing.parts import Draft
from treatments.engine.checks import KINDS
from treatments.engine.protocol import Protocol
from treatments.presenters import EFFECTS
from treatments.workbench.cases.case_words import Difference
from treatments.workbench.checks.finding_words import TITLES, FindingWords
from treatments.workbench.checks.findings import Standing, State, accepted_findings
from treatments.workbench.places import address

STATES = {
    State.OPEN: (gettext_lazy("Open"), "dot", "stop"),
    State.ACCEPTED: (gettext_lazy("Accepted"), "tick", "done"),
    State.KNOWN: (gettext_lazy("Known"), "half", "wait"),
}


@dataclass(frozen=True, slots=True)
class NamedRule:
    code: str
    effect: str
    because: str
    href: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    note: str
    by_name: str
    at: datetime


@dataclass(frozen=True)
class FindingShown:
    """One finding as the list shows it."""

    ident: str
    href: str
    title: str
    sentence: str
    state: str
    pill: tuple[str, str, str]
    rules: tuple[NamedRule, ...]
    questions: tuple[tuple[str, str], ...]
    release: int | None
    acceptance: Acceptance | None

    @classmethod
    def of(cls, slug: str, protocol: Protocol, words: FindingWords, standing: Standing) -> "FindingShown":
        finding, accepted = standing.finding, standing.accepted
        label, shape, tone = STATES[standing.state]
        return cls(
            ident=standing.fingerprint,
            href=reverse("draft_check_accept", args=[slug, standing.fingerprint]),
            title=words.title(finding),
            sentence=words.sentence(finding),
            state=standing.state,
            pill=(str(label), shape, tone),
            rules=tuple(_rule(slug, protocol, code) for code in finding.rules),
            questions=() if finding.rules else tuple(_question(slug, protocol, words, key) for key in finding.keys),
            release=standing.release,
            acceptance=Acceptance(accepted.note, accepted.by_name, accepted.at) if accepted else None,
        )


@dataclass(frozen=True)
class FindingPage:
    """One finding with the patient who shows it and what the draft says for that patient."""

    shown: FindingShown
    patient: list[tuple[str, tuple[Difference, ...]]]
    result: str

    @classmethod
    def of(cls, slug: str, protocol: Protocol, words: FindingWords, standing: Standing) -> "FindingPage":
        finding, shown = standing.finding, FindingShown.of(slug, protocol, words, standing)
        if finding.example is None:
            return cls(shown, [], "")
        return cls(shown, words.patient(protocol, finding), words.result(protocol, finding.example))


def accepted_in_words(draft: Draft) -> list[tuple[str, str, Acceptance]]:
    """(Title, sentence, who accepted it and why) of each finding that would be published."""
    words = FindingWords(draft.document)
    return [
        (words.title(each.finding), words.sentence(each.finding), Acceptance(note.note, note.by_name, note.at))
        for each in accepted_findings(draft)
        if (note := each.accepted)
    ]


@dataclass(frozen=True, slots=True)
class KindFilter:
    words: str
    count: int
    href: str
    is_here: bool


@dataclass(frozen=True)
class FindingList:
    rows: tuple[FindingShown, ...]
    filters: tuple[KindFilter, ...]
    open: int
    total: int

    @classmethod
    def of(
        cls, slug: str, protocol: Protocol, words: FindingWords, found: Sequence[Standing], kind: str, searched: str
    ) -> "FindingList":
        shown = [(each, FindingShown.of(slug, protocol, words, each)) for each in found]
        rows = [row for each, row in shown if kind in ("", each.finding.kind) and _says(row, searched)]
        return cls(
            rows=tuple(rows),
            filters=tuple(_filters(found, kind, searched)),
            open=sum(each.state == State.OPEN for each in found),
            total=len(found),
        )


def _filters(found: Sequence[Standing], kind: str, searched: str) -> list[KindFilter]:
    counts = Counter(each.finding.kind for each in found)
    kinds = [("", _("All"), len(found)), *((k, str(TITLES[k]), counts[k]) for k in KINDS if counts[k])]
    asked = {"q": searched} if searched else {}
    return [
        KindFilter(words, count, f"?{urlencode({'kind': name} | asked)}", name == kind) for name, words, count in kinds
    ]


def _says(row: FindingShown, searched: str) -> bool:
    text = " ".join((row.title, row.sentence, *(rule.code for rule in row.rules))).casefold()
    return all(word in text for word in searched.casefold().split())


def _rule(slug: str, protocol: Protocol, code: str) -> NamedRule:
    rule = protocol.rule(code)
    return NamedRule(code, str(EFFECTS[rule.effect]), rule.because, address("draft_rule", slug=slug, code=code))


def _question(slug: str, protocol: Protocol, words: FindingWords, key: str) -> tuple[str, str]:
    return words.question(key), address("draft_question", slug=slug, key=protocol.asking[key].key)
