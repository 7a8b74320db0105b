"""Where the texts of a draft are edited: arguments of the addresses, of the milia protocol."""

from typing import Any

from treatments.models import Protocol

LISTS = [
    *("draft_methods", "draft_method_new", "draft_aftercare", "draft_aftercare_new", "draft_aftercare_move"),
    *("draft_sources", "draft_source_new", "draft_policies", "draft_texts"),
]


def text_pages_of(protocol: Protocol) -> dict[str, dict[str, Any]]:
    slug = {"slug": protocol.slug}
    return {
        **dict.fromkeys(LISTS, slug),
        "draft_method": slug | {"key": "extraction"},
        "draft_aftercare_step": slug | {"code": "AE-01"},
        "draft_source": slug | {"code": "SEED"},
        "draft_policy": slug | {"key": "pregnancy_peel_policy"},
        "draft_text": slug | {"field": "about"},
    }
