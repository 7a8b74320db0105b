"""The form of one part of a draft."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from clinic.forms import PearlForm
from treatments.editing.parts import Draft
from treatments.editing.refusals import EditHasFaults

Values = Mapping[str, Any]


class PartForm(PearlForm, forms.Form):
    """`fields_of` says which field shows a name of the part, where the two differ."""

    fields_of: ClassVar[Mapping[str, str]] = {}

    def __init__(self, data: Mapping[str, Any] | None, *, draft: Draft, before: Values | None) -> None:
        """`before` is the part as it stands, None for a new one."""
        self.draft, self.before = draft, before
        super().__init__(data, initial=self.initial_of(before) if before is not None else {})

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        """What the fields show of a part."""
        raise NotImplementedError

    def values(self) -> Any:
        """The part as it is to be saved. What the form does not show stays as it was in `self.before`."""
        raise NotImplementedError

    @property
    def note_for_log(self) -> str:
        """Why, where a form asks for it."""
        return ""

    @property
    def place(self) -> int | None:
        """Where in its list the part is to stand, from one; None leaves it where it is, or adds it last."""
        return None

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        """The field that shows this place of the part."""
        name = self.fields_of.get(str(place[0]), str(place[0])) if place else ""
        return name if name in self.fields else None

    def add_faults(self, refusal: EditHasFaults) -> None:
        for place, reason in refusal.inside:
            field = self.field_at(place)
            self.add_error(field, reason if field else f"{'.'.join(map(str, place))}: {reason}")
        for line in refusal.elsewhere:
            self.add_error(None, _("Something else would break: %(line)s") % {"line": line})

    def differences(self, theirs: Values) -> Iterator[tuple[str, str, str]]:
        """(Label, mine, theirs) of the fields that differ between what was typed and what is there now."""
        there = self.initial_of(theirs)
        for name, field in self.fields.items():
            mine = self.words_of(field, self.cleaned_data.get(name))
            their = self.words_of(field, there.get(name))
            if mine != their:
                yield str(field.label or name), mine, their

    @staticmethod
    def words_of(field: forms.Field, value: Any) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ()) if not isinstance(label, list)}
        listed = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(each), str(each)) for each in listed if each not in (None, ""))
