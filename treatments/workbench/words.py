"""Texts in the languages of a protocol as fields of a form: one field for each language, side by side."""

from collections.abc import Iterator, Mapping
from typing import Any, Self

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from clinic.forms.pearl import say_what_is_missing
from treatments.engine.texts import TOKENS, tokens_in
from treatments.workbench.conditions.condition_buttons import is_sent_repeatedly
from treatments.workbench.part_form import PartForm
from treatments.workbench.texts.hints import Hint, hints_of

LONGEST = 2000
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "ps", "yi")
Text = Mapping[str, str]


class WordsBox(forms.Textarea):
    """`hints` are what stands beside it; `tokens` the placeholders that may be put in."""

    component = "treatments/parts/words_box.html"

    def __init__(self, *, rows: int, language: str, tokens: tuple[str, ...]) -> None:
        direction = "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
        super().__init__({"rows": rows, "lang": language, "dir": direction})
        self.hints: list[Hint] = []
        self.used: tuple[str, ...] = ()
        self.tokens = [f"{{{token}}}" for token in tokens]


class WordsField(forms.CharField):
    """What was typed comes back as it was, right or wrong. The length is checked here: a browser would cut."""

    widget: WordsBox

    def __init__(
        self, *, language: str, rows: int = 3, advised: int = 0, is_filled: bool = False, **kwargs: Any
    ) -> None:
        widget = WordsBox(rows=rows, language=language, tokens=TOKENS if is_filled else ())
        super().__init__(widget=widget, **kwargs)
        self.language, self.advised = language, advised

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        self._refuse_long(value)

    def _refuse_long(self, value: str) -> None:
        if len(value) > LONGEST:
            words = _("Use at most %(most)d characters. You used %(used)d.")
            raise ValidationError(words % {"most": LONGEST, "used": len(value)})


class LinesField(WordsField):
    """Several texts, one in each line."""

    def _refuse_long(self, value: str) -> None:
        for line in value.split("\n"):
            super()._refuse_long(line)


class WordsForm(PartForm):
    """A part with texts that are written in every language of the protocol. The first language is never left out."""

    @property
    def languages(self) -> tuple[str, ...]:
        return self.draft.document.languages

    @property
    def first(self) -> str:
        return self.languages[0]

    def add_words(self, name: str, label: str, kind: type[WordsField] = WordsField, **kwargs: Any) -> None:
        wanted = kwargs.pop("required", True)
        for language in self.languages:
            said = f"{label} ({language})" if len(self.languages) > 1 else str(label)
            own = {"language": language, "label": said, "required": wanted and language == self.first}
            self.fields[f"{name}-{language}"] = kind(**own, **kwargs)

    def say_what_is_missing(self) -> None:
        """For fields that were added one by one."""
        for field in self.fields.values():
            say_what_is_missing(field)

    def beside(self, *names: str) -> list[Div]:
        """The fields of each text, its languages beside each other where there is room."""
        return [Div(*(f"{name}-{language}" for language in self.languages), css_class="in-languages") for name in names]

    def text(self, name: str) -> dict[str, str]:
        """As it is saved: a language in which nothing is written is missing."""
        said = {language: self.cleaned_data.get(f"{name}-{language}", "") for language in self.languages}
        return {language: words for language, words in said.items() if words}

    def lines(self, name: str) -> list[dict[str, str]]:
        """One text for each line; a language with fewer lines lacks the last ones."""
        said = {language: _lines(self.cleaned_data.get(f"{name}-{language}", "")) for language in self.languages}
        most = max((len(each) for each in said.values()), default=0)
        return [{language: each[at] for language, each in said.items() if at < len(each)} for at in range(most)]

    def typed(self, name: str) -> str:
        """As it stands in the box now, whether it can be saved or not."""
        value = self[name].value() if name in self.fields else None
        return "" if value is None else str(value)

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        whole, first = "-".join(map(str, place)), str(place[0]) if place else ""
        inside = [str(step) for step in place[1:] if str(step) in self.languages]
        for name in (whole, f"{whole}-{self.first}", "-".join([first, *inside]), f"{first}-{self.first}"):
            if name in self.fields:
                return name
        return super().field_at(place)

    def names_sent_repeatedly(self) -> set[str]:
        """The ticks inside the rows of a condition."""
        return set(filter(is_sent_repeatedly, self.data)) if self.is_bound else set()

    def as_typed(self) -> Self:
        """To be shown as it stands, without saying yet what keeps it from being saved."""
        self._errors = ErrorDict()
        return self

    def hints(self) -> list[Hint]:
        """Of what stands in the boxes now; those of a text stand beside it too."""
        found = [*self.hints_of_texts(), *self.hints_of_part()]
        for name, field in self.fields.items():
            if isinstance(field, WordsField):
                field.widget.hints = [hint for hint in found if hint.field == name]
                field.widget.used = tokens_in(self.typed(name))
        return found

    def hints_of_texts(self) -> Iterator[Hint]:
        for name, field in self.fields.items():
            if isinstance(field, WordsField):
                yield from hints_of(name, self.typed(name)[: 10 * LONGEST], field.language, advised=field.advised)

    def hints_of_part(self) -> Iterator[Hint]:
        """Those that are about no text of its own."""
        yield from ()

    @staticmethod
    def shown(name: str, text: Text | None) -> dict[str, str]:
        """A text of the document as the fields show it."""
        return {f"{name}-{language}": words for language, words in (text or {}).items()}

    @staticmethod
    def shown_lines(name: str, texts: list[Text]) -> dict[str, str]:
        languages = dict.fromkeys(language for text in texts for language in text)
        return {
            f"{name}-{language}": "\n".join(" ".join(text.get(language, "").split("\n")) for text in texts)
            for language in languages
        }


def _lines(said: str) -> list[str]:
    return [line.strip() for line in said.split("\n") if line.strip()]
