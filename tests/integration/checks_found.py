"""The pages of what the checks found in a draft."""

from typing import Any

from treatments.editing.parts import Draft
from treatments.models import Protocol
from treatments.workbench.checks.findings import findings_in


def check_pages_of(draft: Protocol) -> dict[str, dict[str, Any]]:
    a_draft = {"slug": draft.slug}
    finding = findings_in(Draft.read(draft))[0].fingerprint
    return {"draft_checks": a_draft, "draft_check_accept": a_draft | {"fingerprint": finding}}
