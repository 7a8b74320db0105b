"""The form of answers that contradict each other."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from clinic.forms.pearl import say_what_is_missing
from treatments.editing.parts import Draft
from treatments.workbench.by_language import name_in, text_as_initial, text_fields, text_in_form
from treatments.workbench.conditions.condition_field import ConditionField
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.part_form import PartForm
from treatments.workbench.rules.rule_fields import ManyTicks

A_CODE = r"^CF-[A-Z]?[0-9]{1,3}\Z"


class ConflictForm(PartForm):
    def __init__(self, data: Mapping[str, Any] | None, *, draft: Draft, before: Mapping[str, Any] | None) -> None:
        super().__init__(data, draft=draft, before=before)
        self.languages, self.vocabulary = draft.document.languages, Vocabulary(draft.document)
        if before is None:
            wrong = _("Write it as CF- and a number, for example CF-08.")
            self.fields["code"] = forms.RegexField(A_CODE, label=_("Code"), error_messages={"invalid": wrong})
        self.fields["when"] = ConditionField("when", self.vocabulary)
        self.fields["keys"] = forms.MultipleChoiceField(
            label=_("These questions count as not known then, and are asked again"),
            choices=_asked_in(self.vocabulary),
            widget=ManyTicks(),
        )
        self.fields |= text_fields("text", _("What is said then"), self.languages)
        for field in self.fields.values():
            say_what_is_missing(field)

    @classmethod
    def initial_of(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"when": values["when"], "keys": list(values["keys"])} | text_as_initial("text", values["text"])

    def values(self) -> dict[str, Any]:
        said, before = self.cleaned_data, dict(self.before or {})
        made = {"code": before.get("code") or said["code"], "when": said["when"], "keys": said["keys"]}
        return before | made | {"text": text_in_form(said, "text", self.languages)}

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        if place and place[0] == "text":
            return name_in("text", str(place[1]) if len(place) > 1 else self.languages[0])
        return super().field_at(place)

    @property
    def text_fields(self) -> list[forms.BoundField]:
        return [self[name_in("text", language)] for language in self.languages]


def _asked_in(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Questions, and the numbers worked out from them."""
    text = vocabulary.wording.text
    worded = {question.key: text(question.wording) for question in vocabulary.document.questions}
    return [(key, f"{worded.get(key, key.replace('_', ' '))} ({key})") for key in vocabulary.facts]
