"""A text of the protocol as form fields, one for each language, side by side."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from clinic.forms.pearl import say_what_is_missing

LONGEST = 2000


class Words(forms.CharField):
    """Plain text. Too long is said and nothing is cut."""

    def __init__(self, *, rows: int = 2, longest: int = LONGEST, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
        self.longest = longest

    def clean(self, value: Any) -> str:
        text = super().clean(value).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.longest:
            said = {"most": self.longest, "used": len(text)}
            raise forms.ValidationError(_("Use at most %(most)d characters. You used %(used)d.") % said)
        return text


class RowWords(Words):
    """Of a row that may still be blank: the form says where words are missing."""

    def validate(self, value: Any) -> None:
        pass


def name_in(name: str, language: str) -> str:
    return f"{name}-{language}"


def text_fields(
    name: str,
    label: str | Promise,
    languages: Iterable[str],
    *,
    required: bool = True,
    rows: int = 2,
    kind: type[Words] = Words,
) -> dict[str, forms.Field]:
    """Only the first language is required: what is missing in another may stand in a draft."""
    found: dict[str, forms.Field] = {}
    several = len(tuple(languages)) > 1
    for at, language in enumerate(languages):
        said = f"{label} ({language_name(language)})" if several else str(label)
        field = found[name_in(name, language)] = kind(label=said, required=required and at == 0, rows=rows)
        field.widget.attrs["lang"] = language
        field.widget.attrs["dir"] = "rtl" if _is_rtl(language) else "ltr"
        say_what_is_missing(field)
    return found


def text_in_form(cleaned: Mapping[str, Any], name: str, languages: Iterable[str]) -> dict[str, str]:
    typed = {language: cleaned.get(name_in(name, language)) for language in languages}
    return {language: text for language, text in typed.items() if text}


def text_as_initial(name: str, text: Mapping[str, str] | None) -> dict[str, str]:
    return {name_in(name, language): words for language, words in (text or {}).items()}


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _is_rtl(code: str) -> bool:
    try:
        return bool(get_language_info(code)["bidi"])
    except KeyError:
        return False
