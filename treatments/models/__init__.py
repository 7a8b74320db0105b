"""The editable draft of a protocol, and its published releases."""

from treatments.models.drafts import (
    AftercareStep,
    Case,
    ConflictCheck,
    Method,
    Option,
    Policy,
    Position,
    Protocol,
    Question,
    Rule,
    Source,
)
from treatments.models.releases import Release, Withdrawal, live_release
from treatments.models.reports import RuleReport

__all__ = [
    "AftercareStep",
    "Case",
    "ConflictCheck",
    "Method",
    "Option",
    "Policy",
    "Position",
    "Protocol",
    "Question",
    "Release",
    "Rule",
    "RuleReport",
    "Source",
    "Withdrawal",
    "live_release",
]
