"""A protocol as it is written down and published: typed, validated where it enters, readable for ever.

A document is plain JSON (dicts, lists, strings, numbers, booleans). `read_document` turns it into these frozen values
or raises `BadDocument` with every fault and its place. Conditions stay in their written form here;
`treatments.engine.protocol` parses them.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

FORMAT = 1

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Value = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]{0,59}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z]?[0-9]{1,3}$")]
SourceCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,19}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Written = Annotated[str, StringConstraints(max_length=2000)]
Text = dict[Language, Line]
Sources = Annotated[tuple[SourceCode, ...], Field(min_length=1)]
AnswerValue = str | int | float | tuple[str, ...]


class BadDocument(ValueError):
    """The document cannot be used; `faults` is a tuple of (place, reason), place being a tuple of keys and indexes."""

    def __init__(self, faults: tuple[tuple[tuple[str | int, ...], str], ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{'.'.join(map(str, place))}: {reason}" for place, reason in faults))


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Source(Part):
    code: SourceCode
    title: Line
    address: str = ""
    grade: Literal["primary", "A", "B", "C", "unverified"]


class Position(Part):
    value: Value
    says: Line
    sources: Sources


class Policy(Part):
    """A question on which experts disagree, the two positions, and the one this clinic takes."""

    key: Key
    name: Line
    positions: Annotated[tuple[Position, ...], Field(min_length=2)]
    chosen: Value
    switchable: bool


class Section(Part):
    key: Key
    title: Text
    text: Text
    sources: Sources


class Notice(Part):
    """What patient and staff read for an outcome that is not a method."""

    key: Key
    patient: Text
    staff: Line


class Variant(Part):
    key: Key
    name: Text


class PlanOption(Part):
    value: Value
    label: Line


class PlanField(Part):
    """A detail of the plan that a method needs; asked of the dermatologist."""

    key: Key
    label: Line
    type: Literal["one", "number", "text"]
    options: tuple[PlanOption, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""


class Method(Part):
    """`tie_rank` orders methods of equal score, least lasting harm first."""

    key: Key
    tie_rank: int
    name: Text
    summary: Text
    how_it_works: Text
    example: Text
    who_for: Text
    during: Text
    after: Text
    course: Text
    interval: Text
    downtime: Text
    who_performs: Text
    anaesthesia: Text
    warn: tuple[Text, ...]
    evidence: Line
    variants: tuple[Variant, ...] = ()
    plan_fields: tuple[PlanField, ...] = ()
    sources: Sources


class Step(Part):
    key: Key
    title: Text
    about: Literal["person", "area"]


class Option(Part):
    """`exclusive`: ticking it beside another value is a contradiction ("none of these")."""

    value: Value
    label: Text
    help: Text | None = None
    exclusive: bool = False


class Question(Part):
    """`derives` names the number worked out from a date (years, with decimals below two)."""

    number: int
    key: Key
    step: Key
    about: Literal["person", "area"]
    wording: Text
    help: Text
    type: Literal["one", "multi", "number", "date", "text"]
    options: tuple[Option, ...] = ()
    asked_by: Annotated[tuple[Literal["patient", "desk", "nurse", "dermatologist"], ...], Field(min_length=1)]
    private: bool = False
    safety: bool = False
    shown_when: Written = ""
    offers_unknown: bool = True
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    derives: Key | None = None

    @model_validator(mode="after")
    def options_fit_the_type(self) -> "Question":
        if (self.type in ("one", "multi")) != bool(self.options):
            raise ValueError("choices need options, and only choices may have them")
        if self.type == "number" and (self.minimum is None or self.maximum is None):
            raise ValueError("a number needs a minimum and a maximum")
        if (self.derives is not None) and self.type != "date":
            raise ValueError("only a date derives a number")
        return self


class Conflict(Part):
    """Answers that contradict each other: `keys` count as not known while `when` holds on the answers as given."""

    code: Code
    when: Written
    keys: Annotated[tuple[Key, ...], Field(min_length=1)]
    text: Text


class RuleBase(Part):
    code: Code
    because: Line
    sources: Sources


class RedFlag(RuleBase):
    effect: Literal["red_flag"]
    when: Written
    unless: Written = ""


class NoTreatment(RuleBase):
    """`when_only_excluded_by`: checked after scoring; fires if that exclusion alone removed all that suits."""

    effect: Literal["no_treatment"]
    when: Written
    when_only_excluded_by: Code | None = None


class Relaxation(Part):
    """Under this position of a policy the exclusion spares these methods."""

    policy: Key
    position: Value
    methods: tuple[Key, ...]


class Exclusion(RuleBase):
    """`second_confirmation`: methods whose override needs a second confirmation."""

    effect: Literal["exclusion"]
    when: Written
    methods: Annotated[tuple[Key, ...], Field(min_length=1)]
    relaxed_by: tuple[Relaxation, ...] = ()
    second_confirmation: tuple[Key, ...] = ()


class Hold(RuleBase):
    effect: Literal["hold"]
    keys: Annotated[tuple[Key, ...], Field(min_length=1)]
    methods: Annotated[tuple[Key, ...], Field(min_length=1)]


class MustHave(RuleBase):
    """`accepts_unknown`: "not sure" is enough, only a skipped or contradictory answer blocks."""

    effect: Literal["must_have"]
    keys: Annotated[tuple[Key, ...], Field(min_length=1)]
    when: Written = ""
    unless: Written = ""
    accepts_unknown: bool = False


class Restriction(Part):
    """Only these variants of the method remain allowed."""

    method: Key
    variants: Annotated[tuple[Key, ...], Field(min_length=1)]


class Caution(RuleBase):
    effect: Literal["caution"]
    label: Line
    when: Written
    methods: Annotated[tuple[Key, ...], Field(min_length=1)]
    restricts: tuple[Restriction, ...] = ()


class Indication(RuleBase):
    effect: Literal["indication"]
    when: Written
    method: Key
    weight: Annotated[int, Field(ge=-3, le=3)]


class AddOn(RuleBase):
    effect: Literal["add_on"]
    when: Written
    method: Key
    label: Text


Rule = Annotated[
    RedFlag | NoTreatment | Exclusion | Hold | MustHave | Caution | Indication | AddOn, Field(discriminator="effect")
]


class AftercareStep(Part):
    """Days count from the treatment day (0); no `from_day` means always. `timing` words what days cannot say.

    `methods` empty means: for an area that is not treated. `topic` groups steps that say the same, so that the
    strictest is shown once.
    """

    code: Code
    methods: tuple[Key, ...] = ()
    variant: Key | None = None
    from_day: int | None = None
    to_day: int | None = None
    timing: Text | None = None
    kind: Literal["do", "avoid", "normal", "call"]
    urgent: bool = False
    when: Written = ""
    topic: str = ""
    text: Text
    sources: Sources


class Expectation(Part):
    outcome: Literal["suggest", "needs_answer", "examine_first", "no_treatment"]
    method: Key | None = None
    needs: tuple[Key, ...] = ()
    on_hold: tuple[Key, ...] = ()
    cleared: Key | None = None
    excluded: dict[Key, tuple[Code, ...]] = {}
    cautions: tuple[Code, ...] = ()
    fired: tuple[Code, ...] = ()


class TypicalPatient(Part):
    person: dict[Key, AnswerValue]
    area: dict[Key, AnswerValue]


class Case(Part):
    """Only what differs from the typical patient; the value `unanswered` takes an answer away."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2,4}$")]
    title: Line
    person: dict[Key, AnswerValue] = {}
    areas: Annotated[tuple[dict[Key, AnswerValue], ...], Field(min_length=1)]
    expect: Annotated[tuple[Expectation, ...], Field(min_length=1)]
    why: Line


class Document(Part):
    format: Literal[1]
    slug: Key
    name: Text
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    about: tuple[Section, ...]
    notices: tuple[Notice, ...]
    sources: tuple[Source, ...]
    policies: tuple[Policy, ...]
    methods: Annotated[tuple[Method, ...], Field(min_length=1)]
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    conflicts: tuple[Conflict, ...]
    rules: tuple[Rule, ...]
    aftercare: tuple[AftercareStep, ...]
    typical_patient: TypicalPatient
    cases: tuple[Case, ...]


def read_document(raw: Mapping[str, Any]) -> Document:
    """Read a document of any known format; shape only. Whether it hangs together is checked by `Protocol.compile`."""
    if isinstance(raw, Mapping) and raw.get("format") != FORMAT:
        raise BadDocument(((("format",), f"this version of Pearl reads format {FORMAT}"),))
    try:
        return Document.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise BadDocument(tuple((fault["loc"], fault["msg"]) for fault in error.errors())) from error


def plain(document: Document) -> dict[str, Any]:
    """The document as plain JSON, without what was left at its default."""
    return document.model_dump(mode="json", exclude_defaults=True)
