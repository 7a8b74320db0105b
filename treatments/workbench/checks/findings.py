"""What the checks found in a draft, and how it stands: open, accepted with a note, or known to the live release too."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from treatments.compiled_releases import compiled
from treatments.editing.current import ready
from treatments.editing.parts import Draft
from treatments.engine.checks import Finding, findings_against, findings_of
from treatments.engine.protocol import Protocol as ReadyProtocol
from treatments.models import AcceptedFinding, Protocol, live_release
from treatments.workbench.checks.finding_words import FindingWords


class State(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    KNOWN = "known"


@dataclass(frozen=True)
class Standing:
    """`release` is the live one where that has the same finding."""

    finding: Finding
    fingerprint: str
    accepted: AcceptedFinding | None
    release: int | None

    @property
    def state(self) -> State:
        if self.accepted:
            return State.ACCEPTED
        return State.KNOWN if self.release else State.OPEN


def findings_in(draft: Draft) -> tuple[Standing, ...]:
    """Open ones first. What is found beside the live release is never known to it."""
    live = live_release(draft.protocol.slug)
    known = _found(compiled(live)).keys() if live else ()
    against = _found_against(compiled(live), ready(draft)) if live else {}
    accepted = accepted_in(draft.protocol)
    standings = [
        Standing(
            finding, fingerprint, accepted.get(fingerprint), live.number if live and fingerprint in known else None
        )
        for fingerprint, finding in {**against, **_found(ready(draft))}.items()
    ]
    return tuple(sorted(standings, key=lambda standing: standing.state != State.OPEN))


def open_findings(draft: Draft) -> list[Standing]:
    """What stands in the way of publishing."""
    return [standing for standing in findings_in(draft) if standing.state == State.OPEN]


def accepted_findings(draft: Draft) -> list[Standing]:
    """What would be published although the checks found it, with who accepted it and why."""
    return [standing for standing in findings_in(draft) if standing.state == State.ACCEPTED and not standing.release]


def findings_about(draft: Draft, code: str) -> list[str]:
    """What is open about one rule, in sentences."""
    words = FindingWords(draft.document)
    return [words.sentence(each.finding) for each in open_findings(draft) if code in each.finding.rules]


def open_by_rule(draft: Draft) -> Mapping[str, int]:
    """How many are open about each rule that has any."""
    return Counter(code for each in open_findings(draft) for code in each.finding.rules)


def accepted_in(protocol: Protocol) -> dict[str, AcceptedFinding]:
    return {each.fingerprint: each for each in AcceptedFinding.objects.filter(protocol=protocol)}


@lru_cache(maxsize=16)
def _found(protocol: ReadyProtocol) -> Mapping[str, Finding]:
    """By fingerprint. A protocol that is ready to use never changes."""
    return {finding.fingerprint(protocol): finding for finding in findings_of(protocol)}


@lru_cache(maxsize=16)
def _found_against(live: ReadyProtocol, draft: ReadyProtocol) -> Mapping[str, Finding]:
    return {finding.fingerprint(draft): finding for finding in findings_against(live, draft)}
