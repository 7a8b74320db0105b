"""Regions of the face that count as another place in a draft than in the live release."""

from collections.abc import Iterator

from treatments.engine.checks.finding import MOVED, Finding
from treatments.engine.protocol import Protocol


def moved(live: Protocol, draft: Protocol) -> Iterator[Finding]:
    """A tap on such a region is another answer than before; an answer of "" is none."""
    before, now = _places(live), _places(draft)
    face = draft.document.face_map or live.document.face_map
    regions = [[region, place, now.get(region, "")] for region, place in before.items() if now.get(region) != place]
    if face and regions:
        keys = (face.place,) if face.place in draft.facts else ()
        yield Finding(MOVED, (), keys, None, {"regions": regions, "release": live.release})


def _places(protocol: Protocol) -> dict[str, str]:
    face = protocol.document.face_map
    options = protocol.questions[face.place].offered if face else ()
    return {region: option.value for option in options for region in option.regions}
