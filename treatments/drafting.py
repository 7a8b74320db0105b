"""Between the draft's rows and the document. Columns have the names of the document's fields; few need a word more."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from django.db.models import Model
from pydantic import TypeAdapter, ValidationError

from treatments.engine import documents
from treatments.engine.documents import BadDocument, Document, Part, plain, read_document
from treatments.models import drafts

TEXT_BLOCKS = tuple(name for name, field in documents.Method.model_fields.items() if field.annotation == documents.Text)
KINDS_OF_RULE = {
    get_args(kind.model_fields["effect"].annotation)[0]: kind for kind in get_args(get_args(documents.Rule)[0])
}
RULE: TypeAdapter[documents.RuleBase] = TypeAdapter(documents.Rule)

# The document's lists and their rows, in the order in which rows are written.
LISTS: dict[str, type[drafts.PartOfDraft]] = {
    "sources": drafts.Source,
    "policies": drafts.Policy,
    "methods": drafts.Method,
    "questions": drafts.Question,
    "conflicts": drafts.ConflictCheck,
    "rules": drafts.Rule,
    "aftercare": drafts.AftercareStep,
    "cases": drafts.Case,
}
PARTS: dict[str, type[Part]] = {
    "sources": documents.Source,
    "policies": documents.Policy,
    "methods": documents.Method,
    "questions": documents.Question,
    "conflicts": documents.Conflict,
    "aftercare": documents.AftercareStep,
    "cases": documents.Case,
}
OF_THE_PROTOCOL = ("slug", "name", "languages", "about", "notices", "steps", "typical_patient")
MAY_BE_MISSING: dict[str, Callable[[], Any]] = {
    "screens": list,
    "face_map": lambda: None,
    "photo_consent": str,
    "examination": lambda: None,
    "consent": lambda: None,
}
CHILDREN: dict[str, tuple[str, type[Model], str]] = {
    "policies": ("positions", drafts.Position, "policy"),
    "questions": ("options", drafts.Option, "question"),
}


def plain_part(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """One part as the document keeps it, defaults left out. Raises BadDocument with places inside the part."""
    kind = RULE if name == "rules" else TypeAdapter(PARTS[name])
    try:
        part = kind.validate_json(json.dumps(values))
    except ValidationError as error:
        raise BadDocument(tuple((_inside(name, fault["loc"]), fault["msg"]) for fault in error.errors())) from error
    return part.model_dump(mode="json", exclude_defaults=True)


def _inside(name: str, place: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The kind of a rule is a step of the schema and not of the values."""
    return place[1:] if name == "rules" and place and place[0] in KINDS_OF_RULE else place


def document_of(draft: drafts.Protocol) -> Document:
    """Raises BadDocument with every fault when the draft is not a whole document at the moment."""
    return read_document(raw_document_of(draft))


def raw_document_of(draft: drafts.Protocol) -> dict[str, Any]:
    raw: dict[str, Any] = {"format": documents.FORMAT} | {name: getattr(draft, name) for name in OF_THE_PROTOCOL}
    raw |= {name: value for name in MAY_BE_MISSING if (value := getattr(draft, name))}
    return raw | {name: [_part(name, row) for row in _rows(name, draft)] for name in LISTS}


def write_rows(draft: drafts.Protocol, document: Document) -> None:
    """Replace everything in the draft. The caller holds the lock and the transaction."""
    values = plain(document)
    for name in OF_THE_PROTOCOL:
        setattr(draft, name, values[name])
    for name, nothing in MAY_BE_MISSING.items():
        setattr(draft, name, values.get(name, nothing()))
    draft.save()
    for name, model in LISTS.items():
        model.objects.filter(protocol=draft).delete()
        rows = [model(protocol=draft, position=at, **columns_of(name, part)) for at, part in enumerate(values[name], 1)]
        model.objects.bulk_create(rows)
        if name in CHILDREN:
            write_children(name, rows, values[name])


def write_children(name: str, rows: Sequence[Model], parts: Sequence[Mapping[str, Any]]) -> None:
    listed, model, parent = CHILDREN[name]
    model._default_manager.bulk_create(
        model(**{parent: row}, position=at, **child)
        for row, part in zip(rows, parts, strict=True)
        for at, child in enumerate(part.get(listed, ()), 1)
    )


def columns_of(name: str, part: Mapping[str, Any]) -> dict[str, Any]:
    columns = dict(part)
    if name in CHILDREN:
        columns.pop(CHILDREN[name][0], None)
    if name == "methods":
        columns["texts"] = {block: columns.pop(block) for block in TEXT_BLOCKS}
    if name == "rules" and "method" in columns:
        columns["methods"] = [columns.pop("method")]
    if name == "cases":
        columns["code"] = columns.pop("id")
    return columns


def _rows(name: str, draft: drafts.Protocol) -> Sequence[Model]:
    rows = LISTS[name].objects.filter(protocol=draft)
    return rows.prefetch_related(_related_name(name)) if name in CHILDREN else rows


def _related_name(name: str) -> str:
    return f"{CHILDREN[name][0].removesuffix('s')}_rows"


def _part(name: str, row: Model) -> dict[str, Any]:
    if name == "rules":
        return _rule(row)
    part = _fields(PARTS[name], row)
    if name == "methods":
        part |= row.texts
    if name == "cases":
        part["id"] = row.code
    if name in CHILDREN:
        kind = documents.Position if name == "policies" else documents.Option
        part[CHILDREN[name][0]] = [_fields(kind, child) for child in getattr(row, _related_name(name)).all()]
    return part


def _rule(row: drafts.Rule) -> dict[str, Any]:
    kind = KINDS_OF_RULE[row.effect]
    rule = _fields(kind, row)
    if "method" in kind.model_fields:
        rule["method"] = row.methods[0] if row.methods else ""
    return rule


def _fields(kind: type[Part], row: Model) -> dict[str, Any]:
    """The row's columns that this part has; what is empty and may be left out is left out."""
    found = {name: getattr(row, name) for name in kind.model_fields if hasattr(row, name)}
    return {
        name: value
        for name, value in found.items()
        if value is not None and (kind.model_fields[name].is_required() or value not in ("", [], {}))
    }
