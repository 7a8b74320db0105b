"""A protocol as it is written down and published: typed, validated where it enters, readable for ever.

A document is plain JSON (dicts, lists, strings, numbers, booleans). `read_document` turns it into these frozen values
or raises `BadDocument` with every fault and its place. Conditions stay in their written form here;
`treatments.engine.protocol` parses them.
"""

from treatments.engine.documents.content import (
    AftercareStep,
    Conflict,
    ConsentWording,
    Examination,
    FaceMap,
    Method,
    Notice,
    Option,
    PlanField,
    Policy,
    Position,
    Question,
    Screen,
    Section,
    Source,
    Step,
    Variant,
)
from treatments.engine.documents.document import FORMAT, Case, Document, Expectation, plain, read_document
from treatments.engine.documents.parts import BadDocument, Part, Text
from treatments.engine.documents.rules import (
    AddOn,
    Caution,
    Exclusion,
    Hold,
    Indication,
    MustHave,
    NoTreatment,
    RedFlag,
    Rule,
    RuleBase,
)

__all__ = [
    "AddOn",
    "AftercareStep",
    "BadDocument",
    "Case",
    "Caution",
    "Conflict",
    "ConsentWording",
    "Document",
    "Examination",
    "Exclusion",
    "Expectation",
    "FORMAT",
    "FaceMap",
    "Hold",
    "Indication",
    "Method",
    "MustHave",
    "NoTreatment",
    "Notice",
    "Option",
    "Part",
    "PlanField",
    "Policy",
    "Position",
    "Question",
    "RedFlag",
    "Rule",
    "RuleBase",
    "Screen",
    "Section",
    "Source",
    "Step",
    "Text",
    "Variant",
    "plain",
    "read_document",
]
