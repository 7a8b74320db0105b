"""Questions and answers as people read them, from the texts of the protocol."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from treatments.engine.documents import Question
from treatments.engine.protocol import Protocol
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN


@dataclass(frozen=True, slots=True)
class Words:
    """One protocol in one language: the one asked for if the protocol has it, else its first."""

    protocol: Protocol
    language: str

    @classmethod
    def of(cls, protocol: Protocol, language: str) -> "Words":
        offered = protocol.document.languages
        return cls(protocol, language if language in offered else offered[0])

    def say(self, text: Mapping[str, str] | None) -> str:
        return text.get(self.language, "") if text else ""

    def question(self, key: str) -> str:
        asked = self.asked(key)
        return self.say(asked.wording) if asked else key

    def asked(self, key: str) -> Question | None:
        """The question of a key; for a number worked out from a date, the question for the date."""
        return self.protocol.asking.get(key)

    def method(self, key: str) -> str:
        """As staff call it. No method is a decision too, and it is said in words."""
        found = self.protocol.methods.get(key)
        return (found.term or self.say(found.name)) if found else _("No treatment")

    def source(self, code: str) -> str:
        found = self.protocol.sources.get(code)
        return found.title if found else code

    def notice(self, key: str) -> tuple[str, str]:
        """What patient and staff read for this outcome."""
        found = next((notice for notice in self.protocol.document.notices if notice.key == key), None)
        return (self.say(found.patient), found.staff) if found else ("", "")

    def answer(self, key: str, value: Any) -> str:
        """Empty for "not answered", which is not the same as "not sure"."""
        if value is None or value == UNANSWERED:
            return ""
        if value == UNKNOWN:
            return _("Not sure")
        if value == NOT_APPLICABLE:
            return _("Not asked")
        if key not in self.protocol.questions:
            return _years(value)
        return self._of_question(self.protocol.questions[key], value)

    def _of_question(self, question: Question, value: Any) -> str:
        if question.type == "multi":
            return self._listed(question, value)
        if question.type == "one":
            return self._option(question, value)
        if question.type == "date":
            return date_format(date.fromisoformat(value), "j F Y")
        return str(value)

    def _listed(self, question: Question, values: Iterable[str]) -> str:
        return ", ".join(_("Not sure") if value == UNKNOWN else self._option(question, value) for value in values)

    def _option(self, question: Question, value: str) -> str:
        return next((self.say(option.label) for option in question.options if option.value == value), str(value))


def _years(value: float) -> str:
    """Below two years the months count."""
    if value < 2:
        months = int(value * 12)
        return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}
    return ngettext("%(years)d year", "%(years)d years", int(value)) % {"years": int(value)}


def area_name(words: Words, area: Mapping[str, Any], number: int) -> str:
    """The first question about an area names it: where it is."""
    first = next(question for question in words.protocol.document.questions if question.about == "area")
    return words.answer(first.key, area.get(first.key)) or _("Place %(number)d") % {"number": number}
