"""Conditions and texts of a protocol in words that people read."""

from collections.abc import Sequence
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from treatments.engine.conditions import (
    Above,
    All,
    Any,
    Below,
    Comparison,
    Condition,
    Includes,
    IncludesExactly,
    IsNotKnown,
    IsOneOf,
    Not,
)
from treatments.engine.documents import Document, Text
from treatments.engine.written import parse


def text_in(text: Text, document: Document, language: str | None = None) -> str:
    """In the reader's language where the protocol has it, otherwise in the protocol's first."""
    return named(text, document.languages, language)


def named(text: Text, languages: Sequence[str], language: str | None = None) -> str:
    """For whoever has the text and not the whole document."""
    wanted = language or get_language() or ""
    found = (text[name] for name in (wanted, wanted.split("-")[0], *languages) if name in text)
    return next(found, "")


class Wording:
    """Says the conditions of one protocol in sentences, with its questions and options as they are worded."""

    def __init__(self, document: Document, language: str | None = None) -> None:
        self.document = document
        self.language = language

    def text(self, text: Text) -> str:
        return text_in(text, self.document, self.language)

    def sentence(self, line: str) -> str:
        condition = parse(line)
        return self._said(condition) if line.strip() else _("Always")

    def key(self, key: str) -> str:
        """What the key is about: its question, or the number worked out from one, or a policy."""
        return self._names.get(key, key)

    def value(self, key: str, value: str) -> str:
        return self._values.get((key, value), value)

    @cached_property
    def _names(self) -> dict[str, str]:
        names = {policy.key: policy.name for policy in self.document.policies}
        for question in self.document.questions:
            names[question.key] = f"“{self.text(question.wording)}”"
            if question.derives:
                names[question.derives] = question.derives.replace("_", " ")
        return names

    @cached_property
    def _values(self) -> dict[tuple[str, str], str]:
        values = {
            (question.key, option.value): self.text(option.label)
            for question in self.document.questions
            for option in question.options
        }
        return values | {(p.key, at.value): at.says for p in self.document.policies for at in p.positions}

    def _said(self, condition: Condition) -> str:
        if isinstance(condition, All):
            return _(", and ").join(self._bracketed(part) for part in condition.parts)
        if isinstance(condition, Any):
            return _(", or ").join(self._bracketed(part) for part in condition.parts)
        if isinstance(condition, Not):
            return _("it is not so that %(condition)s") % {"condition": self._bracketed(condition.part)}
        return self._compared(condition)

    def _bracketed(self, condition: Condition) -> str:
        said = self._said(condition)
        return f"({said})" if isinstance(condition, All | Any) else said

    def _compared(self, comparison: Comparison) -> str:
        words = {"key": self.key(comparison.key)}
        if isinstance(comparison, IsNotKnown):
            return _("%(key)s is not known") % words
        if isinstance(comparison, Below | Above):
            return _limit(comparison) % (words | {"limit": f"{comparison.limit:g}"})
        words["values"] = self._either(comparison.key, comparison.values)
        if isinstance(comparison, IsOneOf):
            return _("%(key)s is %(values)s") % words
        return _ticked(comparison) % words

    def _either(self, key: str, values: Sequence[str]) -> str:
        *others, last = [f"“{self.value(key, value)}”" for value in values]
        return _("%(others)s or %(last)s") % {"others": ", ".join(others), "last": last} if others else last


def _limit(comparison: Below | Above) -> str:
    if isinstance(comparison, Below):
        return _("%(key)s is %(limit)s or less") if comparison.inclusive else _("%(key)s is below %(limit)s")
    return _("%(key)s is %(limit)s or more") if comparison.inclusive else _("%(key)s is above %(limit)s")


def _ticked(comparison: Includes | IncludesExactly) -> str:
    if isinstance(comparison, IncludesExactly):
        return _("%(key)s includes exactly {count} of %(values)s").format(count=comparison.count)
    if comparison.at_least > 1:
        return _("%(key)s includes at least {count} of %(values)s").format(count=comparison.at_least)
    return _("%(key)s includes %(values)s")
