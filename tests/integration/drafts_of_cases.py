"""Where the cases of a draft are read, tried and made: arguments of the addresses, of the milia protocol."""

from typing import Any

from treatments.models import Protocol

OF_ALL = ["draft_cases", "draft_case_new", "case_visits"]
OF_ONE = ["draft_case", "draft_case_try", "draft_case_edit", "draft_case_accept"]
PLAYED = ["case_intake", "case_intake_places", "case_intake_areas", "case_intake_check"]


def case_pages_of(protocol: Protocol, signed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`signed` is the argument for a signed visit of one's own site."""
    slug = {"slug": protocol.slug}
    return {
        **dict.fromkeys([*OF_ALL, *PLAYED], slug),
        **dict.fromkeys(OF_ONE, slug | {"code": "D04"}),
        "case_intake_screen": slug | {"screen": "who"},
        "case_intake_area_screen": slug | {"area_number": 1, "screen": "spots"},
        "case_from_visit": slug | signed,
    }
