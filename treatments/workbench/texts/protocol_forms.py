"""The forms of what a protocol says of itself: its name, what the condition is, notices, the consent, its languages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.editing.parts import Draft
from treatments.engine.texts import texts_of
from treatments.workbench.conditions.condition_field import ConditionField
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.rules.rule_fields import ManyTicks
from treatments.workbench.texts.hints import A_PARAGRAPH
from treatments.workbench.texts.method_form import in_order
from treatments.workbench.words import LinesField, WordsForm

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
MOST_SECTIONS = 20


class TextForm(WordsForm):
    """One field of the protocol. `pieces` are what a patient reads, for the preview: heading and words."""

    def __init__(self, data: Any, *, draft: Draft, before: Any) -> None:
        super().__init__(data, draft=draft, before=before)
        self.add_fields()
        self.say_what_is_missing()

    def add_fields(self) -> None:
        raise NotImplementedError

    def pieces(self, language: str) -> list[tuple[str, list[str]]]:
        return []


class NameForm(TextForm):
    @classmethod
    def initial_of(cls, values: Any) -> dict[str, Any]:
        return cls.shown("name", values)

    def values(self) -> Any:
        return self.text("name")

    def add_fields(self) -> None:
        self.add_words("name", _("Name of the condition"), rows=1)

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        return super().field_at(("name", *place))


class ItemsForm(TextForm):
    """A list whose items are known by their keys. `texts` are written in every language, `lines` once, for staff."""

    texts: ClassVar[Mapping[str, Any]] = {}
    lines: ClassVar[Mapping[str, Any]] = {}
    heading: ClassVar[str] = ""
    words: ClassVar[str] = ""

    @classmethod
    def initial_of(cls, values: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for number, item in enumerate(values):
            for name in cls.texts:
                found |= cls.shown(f"{number}-{name}", item.get(name))
            found |= {f"{number}-{name}": item.get(name, "") for name in cls.lines}
        return found

    def values(self) -> Any:
        return [item | self.item(number) for number, item in enumerate(self.before or ())]

    def item(self, number: int) -> dict[str, Any]:
        texts = {name: self.text(f"{number}-{name}") for name in self.texts}
        return texts | {name: self.cleaned_data[f"{number}-{name}"] for name in self.lines}

    def add_fields(self) -> None:
        for number, _item in enumerate(self.before or ()):
            self.add_item(number)

    def add_item(self, number: int, **kwargs: Any) -> None:
        for name, (label, rows) in self.texts.items():
            advised = A_PARAGRAPH if rows > 1 else 0
            self.add_words(f"{number}-{name}", str(label), rows=rows, advised=advised, **kwargs)
        for name, label in self.lines.items():
            area = forms.Textarea({"rows": 2})
            self.fields[f"{number}-{name}"] = forms.CharField(label=str(label), max_length=2000, widget=area)

    def layout(self) -> tuple[object, ...]:
        return tuple(self.group(number, item) for number, item in enumerate(self.before or ()))

    def group(self, number: int, item: Mapping[str, Any]) -> Fieldset:
        names = self.beside(*(f"{number}-{name}" for name in self.texts))
        return Fieldset(self.title(item), *names, *(f"{number}-{name}" for name in self.lines))

    def title(self, item: Mapping[str, Any]) -> str:
        return str(item["key"]).replace("_", " ").capitalize()

    def pieces(self, language: str) -> list[tuple[str, list[str]]]:
        found = []
        for number in range(len(self.before or ()) + 1):
            title = self.typed(f"{number}-{self.heading}-{language}") if self.heading else ""
            words = self.typed(f"{number}-{self.words}-{language}") if self.words else ""
            found += [(title, [words])] if title or words else []
        return found


class NoticesForm(ItemsForm):
    texts = {"patient": (gettext_lazy("What patients read"), 3)}
    lines = {"staff": gettext_lazy("What staff read")}
    words = "patient"


class TitlesForm(ItemsForm):
    """Of the parts or the screens of the intake."""

    texts = {"title": (gettext_lazy("Title"), 1)}
    heading = "title"


class AboutForm(ItemsForm):
    """Sections can be added and taken away; one that is emptied goes."""

    texts = {"title": (gettext_lazy("Heading"), 1), "text": (gettext_lazy("Text"), 5)}
    heading, words = "title", "text"

    @classmethod
    def initial_of(cls, values: Any) -> dict[str, Any]:
        sources = {f"{number}-sources": list(item["sources"]) for number, item in enumerate(values)}
        return super().initial_of(values) | sources

    def add_fields(self) -> None:
        choices = [(source.code, f"{source.code}: {source.title}") for source in self.draft.document.sources]
        for number in range(min(len(self.before or ()) + 1, MOST_SECTIONS)):
            self.add_item(number, required=False)
            ticks = forms.MultipleChoiceField(label=_("Sources"), choices=choices, required=False, widget=ManyTicks())
            self.fields[f"{number}-sources"] = ticks

    def values(self) -> Any:
        there = list(self.before or ())
        found = []
        for number in self._filled():
            old = there[number] if number < len(there) else {"key": self._new_key()}
            sources = in_order(self.cleaned_data[f"{number}-sources"], old.get("sources", ()))
            found.append(dict(old) | self.item(number) | {"sources": sources})
        return found

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        for number in self._filled():
            for name in self.texts:
                if not sent.get(f"{number}-{name}-{self.first}"):
                    self.add_error(f"{number}-{name}-{self.first}", _("Fill this in, or empty the whole section."))
            if not sent.get(f"{number}-sources"):
                self.add_error(f"{number}-sources", _("Choose at least one."))
        return sent

    def layout(self) -> tuple[object, ...]:
        there = [*(self.before or ()), {"key": _("A new section")}]
        return tuple(self.group(number, item) for number, item in enumerate(there[:MOST_SECTIONS]))

    def group(self, number: int, item: Mapping[str, Any]) -> Fieldset:
        return Fieldset(self.title(item), *super().group(number, item).fields, f"{number}-sources")

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        filled = self._filled()
        if place and isinstance(place[0], int) and place[0] < len(filled):
            place = (filled[place[0]], *place[1:])
        return super().field_at(place)

    def _filled(self) -> list[int]:
        numbers = range(min(len(self.before or ()) + 1, MOST_SECTIONS))
        ends = [f"{name}-{language}" for name in self.texts for language in self.languages]
        return [number for number in numbers if any(self.cleaned_data.get(f"{number}-{end}") for end in ends)]

    def _new_key(self) -> str:
        taken = {item["key"] for item in self.before or ()}
        return next(key for number in range(1, 1000) if (key := f"section_{number}") not in taken)


class ConsentForm(TextForm):
    @classmethod
    def initial_of(cls, values: Any) -> dict[str, Any]:
        shown = cls.shown("introduction", values.get("introduction"))
        shown |= cls.shown_lines("statements", values.get("statements", []))
        return shown | {"guardian_when": values.get("guardian_when", "")}

    def values(self) -> Any:
        texts = {"introduction": self.text("introduction"), "statements": self.lines("statements")}
        line = self.cleaned_data["guardian_when"]
        kept = {name: value for name, value in (self.before or {}).items() if name != "guardian_when"}
        return kept | texts | ({"guardian_when": line} if line else {})

    def add_fields(self) -> None:
        self.add_words("introduction", _("Introduction"), rows=4, advised=A_PARAGRAPH)
        words = _("One in each line. The patient confirms them.")
        self.add_words("statements", _("What the patient confirms"), LinesField, rows=6, help_text=words)
        field = ConditionField("guardian_when", Vocabulary(self.draft.document), required=False)
        self.fields["guardian_when"] = field

    def layout(self) -> tuple[object, ...]:
        return (*self.beside("introduction", "statements"), Div("guardian_when"))

    def pieces(self, language: str) -> list[tuple[str, list[str]]]:
        statements = [line for line in self.typed(f"statements-{language}").split("\n") if line.strip()]
        return [("", [self.typed(f"introduction-{language}")]), (_("What I confirm"), statements)]


class FaceMapForm(TextForm):
    """Only the words on it; what the picture answers belongs to the questions."""

    @classmethod
    def initial_of(cls, values: Any) -> dict[str, Any]:
        return cls.shown("margin_label", values.get("margin_label"))

    def values(self) -> Any:
        label = self.text("margin_label")
        return dict(self.before or {}) | ({"margin_label": label} if label else {})

    def add_fields(self) -> None:
        self.add_words("margin_label", _("Words for the very edge of the lid"), rows=1)


class LanguagesField(forms.CharField):
    def to_python(self, value: Any) -> list[str]:
        found = [part for part in re.split(r"[\s,;]+", value or "") if part]
        for code in found:
            if not LANGUAGE.fullmatch(code):
                words = _("“%(code)s” is not a short name of a language, such as de or pt-BR.")
                raise ValidationError(words % {"code": code[:40]})
        return list(dict.fromkeys(found))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


class LanguagesForm(TextForm):
    @classmethod
    def initial_of(cls, values: Any) -> dict[str, Any]:
        return {"languages": list(values)}

    def values(self) -> Any:
        return self.cleaned_data["languages"]

    def add_fields(self) -> None:
        words = _("Short names with a comma between them, the first language first, for example: en, de, tr")
        self.fields["languages"] = LanguagesField(label=_("Languages"), max_length=200, help_text=words)

    def clean_languages(self) -> list[str]:
        wanted = self.cleaned_data["languages"]
        texts = [text for _place, text in texts_of(self.draft.document)]
        for gone in [language for language in self.languages if language not in wanted]:
            if number := sum(gone in text for text in texts):
                words = _("“%(language)s” cannot go: %(n)d texts are written in it.")
                raise ValidationError(words % {"language": gone, "n": number})
        if wanted and any(wanted[0] not in text for text in texts):
            words = _("“%(language)s” cannot stand first before every text is written in it.")
            raise ValidationError(words % {"language": wanted[0]})
        return wanted
