"""Where the rules of a draft are edited: arguments of the addresses, of the milia protocol."""

from typing import Any

from treatments.models import Protocol

LISTS = ["draft_rules", "draft_rules_table", "draft_rule_new", "draft_condition"]
CODE = "EX-10"


def rule_pages_of(protocol: Protocol) -> dict[str, dict[str, Any]]:
    slug = {"slug": protocol.slug}
    one = slug | {"code": CODE}
    return {
        **dict.fromkeys(LISTS, slug),
        **dict.fromkeys(["draft_rule", "draft_rule_turn"], one),
        "draft_rule_cell": one | {"name": "because"},
    }
