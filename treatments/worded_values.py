"""The values of one part of a protocol as lines of words: what it is called, and how it reads.

Works on plain values and not on the schema's types, so that the log reads what was written years ago.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from treatments.drafting import CHILDREN, LISTS
from treatments.editing.parts import BY_PLACE, PROTOCOL
from treatments.engine.documents import Document
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED
from treatments.engine.written import BadCondition
from treatments.models import Protocol
from treatments.presenters import BLOCKS, EFFECTS, GRADES, IN_SHORT
from treatments.wording import Wording

CONDITIONS = ("when", "unless", "shown_when", "guardian_when")
ANSWERS = ("person", "area", "areas")
METHODS = ("methods", "method", "second_confirmation", "on_hold", "cleared")
QUESTIONS = ("keys", "needs", "place", "count", "size", "question", "photo_consent")
IDENTITIES = ("key", "code", "value", "id")
ORDER = "order"
A_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
WORDS: dict[str, Mapping[str, Any]] = {
    "effect": EFFECTS,
    "grade": GRADES,
    "kind": {
        "do": gettext_lazy("Do"),
        "avoid": gettext_lazy("Avoid"),
        "normal": gettext_lazy("Normal"),
        "call": gettext_lazy("Call us"),
    },
    "outcome": {
        "suggest": gettext_lazy("A method is suggested"),
        "needs_answer": gettext_lazy("An answer is needed"),
        "examine_first": gettext_lazy("Examine first"),
        "no_treatment": gettext_lazy("No treatment"),
    },
}
NO_ANSWER = {UNANSWERED: gettext_lazy("not answered"), NOT_APPLICABLE: gettext_lazy("not applicable")}
LABELS = BLOCKS | IN_SHORT | {"summary": gettext_lazy("Summary"), "name": gettext_lazy("Name")}


class Line(NamedTuple):
    """`is_yes` tells a tick from a text that happens to read the same."""

    label: str
    words: str
    is_yes: bool = False


Place = tuple[str, ...]


class Worded:
    """Says the parts of one document, or of an older version of it, in its own words."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.wording = Wording(document)

    def lines(self, parts: str, code: str, values: Any | None) -> dict[Place, Line]:
        """By their places in the part. Nothing for what is not there."""
        if values is None:
            return {}
        if parts == PROTOCOL:
            return dict(self._lines(parts, (), code, values, ()))
        left_out = (*BY_PLACE, *(name for name in IDENTITIES if name in values))
        found = {name: value for name, value in values.items() if name not in left_out}
        return dict(self._inside(parts, (), found, ()))

    def _inside(
        self, parts: str, place: Place, values: Mapping[str, Any], labels: Sequence[str]
    ) -> Iterator[tuple[Place, Line]]:
        for name, value in values.items():
            yield from self._lines(parts, place, name, value, labels)

    def _lines(
        self, parts: str, place: Place, name: str, value: Any, labels: Sequence[str]
    ) -> Iterator[tuple[Place, Line]]:
        here, said = (*place, name), (*labels, self._label(parts, name))
        if name in ANSWERS:
            yield from self._answers(here, value, labels)
        elif is_text(value):
            yield from self._text(here, value, said)
        elif isinstance(value, Mapping):
            yield from self._inside(parts, here, value, said)
        elif isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value):
            yield from self._items(parts, here, name, value, labels)
        elif value not in (None, "", [], (), {}, False):
            yield here, Line(_joined(said), self._said(name, value), value is True)

    def _text(self, place: Place, text: Mapping[str, str], labels: Sequence[str]) -> Iterator[tuple[Place, Line]]:
        """A sentence for each language."""
        several = len(self.document.languages) > 1 or len(text) > 1
        for language, words in text.items():
            label = f"{_joined(labels)} ({language_name(language)})" if several else _joined(labels)
            yield (*place, language), Line(label, words)

    def _items(
        self, parts: str, place: Place, name: str, items: Sequence[Any], labels: Sequence[str]
    ) -> Iterator[tuple[Place, Line]]:
        if all(identity_of(item) is None and is_text(item) for item in items):
            yield from self._text(place, _lines_by_language(items), (*labels, self._label(parts, name)))
            return
        named = {
            identity_of(item) or str(at): self._item_name(item, at, len(items)) for at, item in enumerate(items, 1)
        }
        for item, (identity, label) in zip(items, named.items(), strict=False):
            values = {key: value for key, value in item.items() if key not in IDENTITIES}
            yield from self._inside(parts, (*place, identity), values, (*labels, self._label(parts, name), label))
        yield (*place, ORDER), Line(_joined([*labels, self._label(parts, name), _("Order")]), "; ".join(named.values()))

    def _item_name(self, item: Mapping[str, Any], number: int, several: int) -> str:
        for name in ("label", "title", "name"):
            if isinstance(item.get(name), Mapping):
                return f"“{self.wording.text(item[name])}”"
            if isinstance(item.get(name), str):
                return f"“{item[name]}”"
        if identity := identity_of(item):
            return f"“{identity}”"
        return str(number) if several > 1 else ""

    def _answers(self, place: Place, value: Any, labels: Sequence[str]) -> Iterator[tuple[Place, Line]]:
        if isinstance(value, Mapping):
            for key, answer in value.items():
                yield (*place, key), Line(_joined([*labels, self.wording.key(key)]), self._answer(key, answer))
            return
        for number, area in enumerate(value, 1):
            several = [*labels, _("Area %(number)d") % {"number": number}] if len(value) > 1 else labels
            yield from self._answers((*place, str(number)), area, several)

    def _answer(self, key: str, value: Any) -> str:
        if not isinstance(value, list | tuple) and value in NO_ANSWER:
            return str(NO_ANSWER[value])
        several = value if isinstance(value, list | tuple) else [value]
        return ", ".join(self.wording.value(key, each) if isinstance(each, str) else f"{each:g}" for each in several)

    def _said(self, name: str, value: Any) -> str:
        if value is True:
            return _("Yes")
        if isinstance(value, list | tuple):
            return ", ".join(self._said(name, each) for each in value)
        if isinstance(value, int | float):
            return f"{value:+g}" if name == "weight" else f"{value:g}"
        return self._named(name, str(value))

    def _named(self, name: str, value: str) -> str:
        if name in CONDITIONS:
            return self._sentence(value)
        if name in WORDS:
            return str(WORDS[name].get(value, value))
        if name in METHODS:
            return self._methods.get(value, value)
        return self.wording.key(value) if name in QUESTIONS else value

    def _sentence(self, line: str) -> str:
        try:
            return self.wording.sentence(line)
        except BadCondition:
            return line

    @cached_property
    def _methods(self) -> dict[str, str]:
        return {method.key: method.term or self.wording.text(method.name) for method in self.document.methods}

    def _label(self, parts: str, name: str) -> str:
        return str(LABELS.get(name) or _column(parts, name) or capfirst(name.replace("_", " ")))


def _column(parts: str, name: str) -> str:
    """What the draft's own columns are called, and those of what stands inside them."""
    models = [LISTS[parts]] if parts in LISTS else [Protocol]
    models += [CHILDREN[parts][1]] if parts in CHILDREN else []
    for model in models:
        try:
            return str(model._meta.get_field(name).verbose_name)
        except FieldDoesNotExist:
            continue
    return ""


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def is_text(value: Any) -> bool:
    """One sentence for each language."""
    if not isinstance(value, Mapping) or not value:
        return False
    return all(A_LANGUAGE.fullmatch(name) and isinstance(text, str) for name, text in value.items())


def identity_of(item: Any) -> str | None:
    """What an item of a list is known by, wherever it stands."""
    return next((str(item[key]) for key in IDENTITIES if key in item), None) if isinstance(item, Mapping) else None


def _lines_by_language(items: Sequence[Mapping[str, str]]) -> dict[str, str]:
    languages = dict.fromkeys(language for item in items for language in item)
    return {language: "\n".join(item.get(language, "") for item in items) for language in languages}


def _joined(labels: Sequence[str]) -> str:
    return ": ".join(label for label in labels if label)
