"""What a check found: which rules, about which keys, and a patient whose answers show it."""

from dataclasses import dataclass, field
from typing import Any, Final

from treatments.engine.canonical import sha256_of
from treatments.engine.protocol import Protocol

NEVER_TRUE: Final = "never_true"
ALWAYS_TRUE: Final = "always_true"
DUPLICATE: Final = "duplicate"
COVERED: Final = "covered"
CONTRADICTS: Final = "contradicts"
CLASH: Final = "clash"
NO_METHOD_LEFT: Final = "no_method_left"
NOTHING_ASKS: Final = "nothing_asks"
UNKNOWN_NOT_HANDLED: Final = "unknown_not_handled"
HOLE: Final = "hole"
NOT_CHECKED: Final = "not_checked"
NO_CALL: Final = "no_call"
LOOSENED: Final = "loosened"
UNASKED: Final = "unasked"
MOVED: Final = "moved"

KINDS: Final = (
    LOOSENED,
    UNASKED,
    MOVED,
    NO_CALL,
    CLASH,
    CONTRADICTS,
    NOTHING_ASKS,
    UNKNOWN_NOT_HANDLED,
    NEVER_TRUE,
    NO_METHOD_LEFT,
    HOLE,
    ALWAYS_TRUE,
    DUPLICATE,
    COVERED,
    NOT_CHECKED,
)
"""The most urgent first."""

# Wording and who looks after a rule: changing them leaves what was found about it as it was.
_BESIDE_THE_POINT: Final = {"because", "sources", "owner", "review_by", "label"}


@dataclass(frozen=True)
class Finding:
    """`example` is `{"person": {…}, "area": {…}}`, a patient who answered all that is asked except what `detail` names.

    `detail` says the rest in plain values, by kind: a method, the values of a hole, the part that fails.
    """

    kind: str
    rules: tuple[str, ...]
    keys: tuple[str, ...] = ()
    example: dict[str, Any] | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    def fingerprint(self, protocol: Protocol) -> str:
        """Of the finding and what its rules decide: another once one of them decides something else.

        The example is not part of it, for it may be another patient after a change somewhere else.
        """
        rules = [
            rule.model_dump(mode="json", exclude_defaults=True, exclude=_BESIDE_THE_POINT)
            for rule in map(protocol.rule, self.rules)
        ]
        return sha256_of({"kind": self.kind, "rules": rules, "keys": self.keys, "detail": self.detail})
