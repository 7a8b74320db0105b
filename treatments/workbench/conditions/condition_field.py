"""A condition in a form: one sentence, rows to build it with, and the same as text. All three are one thing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.workbench.conditions.builder_page import BuilderPage
from treatments.workbench.conditions.condition_typed import Read, Typed, read, why_not_read
from treatments.workbench.conditions.conditions import Path
from treatments.workbench.conditions.vocabulary import Vocabulary


class ConditionWidget(forms.Textarea):
    """`focus` is where the focus goes after a button of the builder; `was_saved`: half-done rows are mistakes now."""

    component = "treatments/draft_condition_field.html"
    use_fieldset = True

    def __init__(self, vocabulary: Vocabulary, when_empty: str) -> None:
        super().__init__()
        self.vocabulary, self.when_empty = vocabulary, when_empty
        self.focus: Path | None = None
        self.was_saved = False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        page = BuilderPage.of(name, value, self.vocabulary, focus=self.focus, was_saved=self.was_saved)
        context = {"page": page, "attrs": attrs or {}, "when_empty": self.when_empty}
        return render_to_string("treatments/draft_condition.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed | None:
        return Typed.sent(name, data)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


LABELS = {
    "when": gettext_lazy("When"),
    "unless": gettext_lazy("Unless"),
    "shown_when": gettext_lazy("Asked when"),
    "guardian_when": gettext_lazy("A guardian signs when"),
}
WHEN_EMPTY = {"unless": gettext_lazy("There is no exception.")}


class ConditionField(forms.Field):
    """Cleans to the line as it is kept in the document; empty means always, or for an exception never. `name` is that
    of the field: a button of the builder is answered without the form around it.
    """

    default_error_messages = {"required": gettext_lazy("Say when. Without a condition it would always hold.")}

    def __init__(self, name: str, vocabulary: Vocabulary, **kwargs: Any) -> None:
        when_empty = WHEN_EMPTY.get(name, gettext_lazy("Always: no condition is set."))
        super().__init__(**{"label": LABELS[name], "widget": ConditionWidget(vocabulary, when_empty)} | kwargs)
        self.vocabulary = vocabulary

    def prepare_value(self, value: Typed | str | None) -> Any:
        return self.read(value)

    def read(self, value: Typed | str | None) -> Read:
        return read(value if isinstance(value, Typed) else Typed(value or ""), self.vocabulary)

    def clean(self, value: Typed | str | None) -> str:
        self.widget.was_saved = True
        found = self.read(value)
        if reason := why_not_read(found):
            raise ValidationError(reason, code="condition")
        if found.line is None:
            raise ValidationError(_("A row is not finished. It says below what is missing."), code="condition")
        if self.required and not found.line:
            raise ValidationError(self.error_messages["required"], code="required")
        return found.line

    def why_not(self, value: Typed | None) -> str | None:
        """What is wrong with the text."""
        return why_not_read(self.read(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.read(data).line != (initial or "")


class ConditionText(ConditionField):
    """As text alone, where there is no room for rows."""

    def __init__(self, name: str, vocabulary: Vocabulary, **kwargs: Any) -> None:
        area = forms.Textarea({"rows": 4, "spellcheck": "false", "autocapitalize": "off", "class": "input as-text"})
        super().__init__(name, vocabulary, widget=area, **kwargs)

    def prepare_value(self, value: str | None) -> str:
        return value or ""

    def read(self, value: str | None) -> Read:
        return read(Typed(value or ""), self.vocabulary)
