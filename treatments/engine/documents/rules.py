"""What is decided: the eight kinds of rule."""

from typing import Annotated, Literal

from pydantic import Field

from treatments.engine.documents.parts import Code, Day, Key, Line, Name, Part, Sources, Text, Value, Written


class RuleBase(Part):
    """A rule that is `off` is kept and never fires. `owner` answers for it, and looks at it again by `review_by`."""

    code: Code
    because: Line
    sources: Sources
    off: bool = False
    owner: Name = ""
    review_by: Day = ""


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


class Forbidding(Part):
    """Under this position of a policy nobody overrides the exclusion for these methods."""

    policy: Key
    position: Value
    methods: Annotated[tuple[Key, ...], Field(min_length=1)]


class Exclusion(RuleBase):
    """`second_confirmation`: methods whose override needs a second confirmation; `final_under`: where there is none."""

    effect: Literal["exclusion"]
    when: Written
    methods: Annotated[tuple[Key, ...], Field(min_length=1)]
    relaxed_by: tuple[Relaxation, ...] = ()
    second_confirmation: tuple[Key, ...] = ()
    final_under: tuple[Forbidding, ...] = ()


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
