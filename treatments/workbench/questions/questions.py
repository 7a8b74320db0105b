"""The questions of a draft as lists: what each is, and who hangs on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Func, JSONField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from treatments.engine.documents import Conflict, Question
from treatments.models import Protocol, Release
from treatments.uses import Use, Uses, option_code, uses_in
from treatments.workbench.frame import Frame
from treatments.workbench.places import page_of
from treatments.workbench.questions.question_form import TYPES, WHO

# By what uses it: the list of the document, and the words above its links.
READERS = {
    "rules": _("Rules"),
    "questions": _("Questions that it shows or hides"),
    "conflicts": _("Contradictions"),
    "aftercare": _("Aftercare"),
    "methods": _("Methods"),
    "policies": _("Policies"),
    "cases": _("Cases"),
    "protocol": _("The protocol itself"),
}
# What of the protocol itself has no page to change it on.
BUILT_IN = ("face_map", "photo_consent", "examination", "typical_patient")
MARKS = {
    "safety": ("shield-check", _("Safety question")),
    "private": ("eye-off", _("Private")),
    "lasting": ("history", _("May be confirmed at the next visit")),
}


@dataclass(frozen=True)
class Row:
    key: str
    wording: str
    href: str
    kind: str
    who: str
    marks: tuple[tuple[str, str], ...]
    is_retired: bool
    uses: int
    is_first: bool
    is_last: bool
    is_found: bool


@dataclass(frozen=True)
class Part:
    """Questions of one step that follow each other."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class UsedBy:
    """`links` are (words, address); no address where there is no page of its own."""

    title: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """What releases hold of a question: how many ask it, whether any holds it at all, and the answers ever offered."""

    releases: int
    is_released: bool
    values: frozenset[str]


@dataclass(frozen=True)
class ConflictRow:
    code: str
    text: str
    sentence: str
    href: str
    is_found: bool


def parts_of(frame: Frame, search: str) -> list[Part]:
    """In the order in which they are asked. What a search does not find is marked so."""
    document, uses = frame.draft.document, uses_in(frame.draft.document)
    titles = {step.key: frame.wording.text(step.title) for step in document.steps}
    found = []
    for step, questions in groupby(document.questions, key=lambda question: question.step):
        block = list(questions)
        rows = [_row(frame, question, uses, search, at, len(block)) for at, question in enumerate(block)]
        found.append(Part(titles[step], tuple(rows)))
    return found


def used_by(frame: Frame, uses: Iterable[Use]) -> list[UsedBy]:
    """Grouped by what uses it, each once."""
    found: dict[str, dict[str, None]] = {}
    for use in uses:
        found.setdefault(use.parts, {})[use.code] = None
    return [
        UsedBy(str(title), tuple(_link(frame, parts, code) for code in found[parts]))
        for parts, title in READERS.items()
        if parts in found
    ]


def uses_of_options(uses: Uses, question: Question) -> dict[str, tuple[Use, ...]]:
    return {
        option.value: uses.get(("options", option_code(question.key, option.value)), ()) for option in question.options
    }


def asked_by_releases(slug: str, key: str) -> Asked:
    """One look into the database, however many releases there are."""
    found = Func(
        Cast(F("document"), JSONField()),
        Value("$.questions[*] ? (@.key == $key)"),
        Cast(Value({"key": key}, JSONField()), JSONField()),
        function="jsonb_path_query_array",
        output_field=JSONField(),
    )
    held: list[dict[str, Any]] = [
        question for listed in Release.objects.of(slug).values_list(found, flat=True) for question in listed
    ]
    values = frozenset(option["value"] for question in held for option in question.get("options", ()))
    return Asked(sum(not question.get("retired") for question in held), bool(held), values)


def conflicts_of(frame: Frame, search: str) -> list[ConflictRow]:
    return [_conflict(frame, conflict, search) for conflict in frame.draft.document.conflicts]


def _row(frame: Frame, question: Question, uses: Uses, search: str, at: int, several: int) -> Row:
    wording = frame.wording.text(question.wording)
    said = [wording, question.key, *(frame.wording.text(option.label) for option in question.options)]
    users = {(use.parts, use.code) for use in uses.get(("questions", question.key), ())}
    return Row(
        key=question.key,
        wording=wording,
        href=page_of(frame.slug, "questions", question.key),
        kind=str(TYPES[question.type]),
        who=" / ".join(str(WHO[who]) for who in question.asked_by),
        marks=tuple((icon, str(words)) for name, (icon, words) in MARKS.items() if getattr(question, name)),
        is_retired=question.retired,
        uses=len(users),
        is_first=at == 0,
        is_last=at == several - 1,
        is_found=is_found(search, *said),
    )


def _conflict(frame: Frame, conflict: Conflict, search: str) -> ConflictRow:
    text, sentence = frame.wording.text(conflict.text), frame.wording.sentence(conflict.when)
    return ConflictRow(
        code=conflict.code,
        text=text,
        sentence=sentence,
        href=page_of(frame.slug, "conflicts", conflict.code),
        is_found=is_found(search, conflict.code, text, sentence, *conflict.keys),
    )


def _link(frame: Frame, parts: str, code: str) -> tuple[str, str]:
    if parts == "protocol":
        words = str(Protocol._meta.get_field(code).verbose_name)
        return words, "" if code in BUILT_IN else page_of(frame.slug, parts, code)
    words = frame.wording.key(code) if parts == "questions" else code
    return words, page_of(frame.slug, parts, code)


def is_found(search: str, *said: str) -> bool:
    """Every word of the search stands somewhere."""
    text = " ".join(said).casefold()
    return all(word in text for word in search.casefold().split())
