"""The whole document, its cases, and the way in and out of plain JSON."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from treatments.engine.documents.content import (
    AftercareStep,
    Conflict,
    ConsentWording,
    Examination,
    FaceMap,
    Method,
    Notice,
    Policy,
    Question,
    Screen,
    Section,
    Source,
    Step,
)
from treatments.engine.documents.parts import AnswerValue, BadDocument, Code, Key, Language, Line, Part, Text
from treatments.engine.documents.rules import Rule

FORMAT = 1


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
    """`photo_consent` is the key of the question whose "yes" lets the clinic take photos."""

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
    screens: tuple[Screen, ...] = ()
    face_map: FaceMap | None = None
    photo_consent: Key | None = None
    examination: Examination | None = None
    consent: ConsentWording | None = None
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
