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
from treatments.models.editing import AcceptedFinding, Edit, Presence
from treatments.models.impact import ImpactChange, ImpactRun
from treatments.models.releases import Release, Withdrawal, live_release
from treatments.models.reports import RuleReport
from treatments.models.submissions import Submission
from treatments.models.uploads import Upload

__all__ = [
    "AcceptedFinding",
    "AftercareStep",
    "Case",
    "ConflictCheck",
    "Edit",
    "ImpactChange",
    "ImpactRun",
    "Method",
    "Option",
    "Policy",
    "Position",
    "Presence",
    "Protocol",
    "Question",
    "Release",
    "Rule",
    "RuleReport",
    "Source",
    "Submission",
    "Upload",
    "Withdrawal",
    "live_release",
]
