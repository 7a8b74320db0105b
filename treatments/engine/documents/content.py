"""What is said and asked: sources, policies, methods, questions and aftercare."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from treatments.engine.documents.parts import (
    Code,
    Day,
    Key,
    Line,
    Part,
    Region,
    SourceCode,
    Sources,
    Text,
    Value,
    Written,
)


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
    """A detail of the plan that a method needs; asked of the dermatologist.

    `counted`: begins with the number of bumps that were marked on the face map for the area.
    """

    key: Key
    label: Line
    type: Literal["one", "number", "text"]
    options: tuple[PlanOption, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    counted: bool = False


class Method(Part):
    """`term` is the field's own word, for staff; `tie_rank` orders equals, least lasting harm first."""

    key: Key
    term: str = ""
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
    review_by: Day = ""


class Step(Part):
    key: Key
    title: Text
    about: Literal["person", "area"]


class Screen(Part):
    """Questions that patients see together: one thing, or one short list. A question without one stands alone."""

    key: Key
    step: Key
    title: Text


class FaceMap(Part):
    """What the picture of the face answers: the keys of the questions about the place, the number and the size.

    `margin` is the place that a region counts as when its bumps sit on the very edge of the lid.
    """

    place: Key
    count: Key
    size: Key
    margin: Value | None = None
    margin_label: Text | None = None


class Examination(Part):
    """The question that says what the dermatologist saw, the answer that clears red flags, and "something else"."""

    question: Key
    clear: Value
    other: Value


class ConsentWording(Part):
    """What is read before agreeing to a treatment; what may happen with each method stands in its `warn`.

    `guardian_when`: the condition under which somebody else agrees for the patient; empty means never.
    """

    introduction: Text
    statements: Annotated[tuple[Text, ...], Field(min_length=1)]
    guardian_when: Written = ""


class Option(Part):
    """`exclusive`: ticking it beside another value is a contradiction ("none of these").

    `retired`: not offered any more; rules may still read it.

    `regions` are the regions of the face map that this place covers; `at_least` and `at_most` the numbers of a band.
    """

    value: Value
    label: Text
    help: Text | None = None
    exclusive: bool = False
    regions: tuple[Region, ...] = ()
    at_least: int | None = None
    at_most: int | None = None
    retired: bool = False


class Question(Part):
    """`derives` names the number worked out from a date (years, with decimals below two).

    `lasting`: the answer of the last visit may be shown and confirmed instead of being asked anew.

    `retired`: never asked any more; rules that read it find it unanswered.
    """

    number: int
    key: Key
    step: Key
    screen: Key | None = None
    about: Literal["person", "area"]
    wording: Text
    help: Text
    type: Literal["one", "multi", "number", "date", "text"]
    options: tuple[Option, ...] = ()
    asked_by: Annotated[tuple[Literal["patient", "desk", "nurse", "dermatologist"], ...], Field(min_length=1)]
    private: bool = False
    safety: bool = False
    lasting: bool = False
    shown_when: Written = ""
    offers_unknown: bool = True
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    derives: Key | None = None
    retired: bool = False

    @model_validator(mode="after")
    def options_fit_the_type(self) -> "Question":
        if (self.type in ("one", "multi")) != bool(self.options):
            raise ValueError("choices need options, and only choices may have them")
        if self.options and not self.offered and not self.retired:
            raise ValueError("choices need an answer that is still offered")
        if self.type == "number" and (self.minimum is None or self.maximum is None):
            raise ValueError("a number needs a minimum and a maximum")
        if (self.derives is not None) and self.type != "date":
            raise ValueError("only a date derives a number")
        if self.lasting and (self.safety or self.about != "person"):
            raise ValueError("a safety question, or one about an area, is asked at every visit")
        return self

    @property
    def offered(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if not option.retired)


class Conflict(Part):
    """Answers that contradict each other: `keys` count as not known while `when` holds on the answers as given."""

    code: Code
    when: Written
    keys: Annotated[tuple[Key, ...], Field(min_length=1)]
    text: Text


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
    review_by: Day = ""
