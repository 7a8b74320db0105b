"""What every part of a document is made of: keys, codes, texts, and the refusal that names each fault's place."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Value = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]{0,59}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z]?[0-9]{1,3}$")]
Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
SourceCode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,19}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Written = Annotated[str, StringConstraints(max_length=2000)]
Text = dict[Language, Line]
Day = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
Name = Annotated[str, StringConstraints(max_length=120)]
Sources = Annotated[tuple[SourceCode, ...], Field(min_length=1)]
AnswerValue = str | int | float | tuple[str, ...]


class BadDocument(ValueError):
    """The document cannot be used; `faults` is a tuple of (place, reason), place being a tuple of keys and indexes."""

    def __init__(self, faults: tuple[tuple[tuple[str | int, ...], str], ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{'.'.join(map(str, place))}: {reason}" for place, reason in faults))


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
