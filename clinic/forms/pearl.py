"""The one crispy helper that every form of the app uses."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

# What an empty field says when its form does not say it better, by kind of widget; the last one is for text.
EMPTY = (
    (forms.CheckboxInput, _("Tick this to go on.")),
    (forms.CheckboxSelectMultiple, _("Choose at least one.")),
    (forms.RadioSelect, _("Choose an answer.")),
    (forms.Select, _("Choose one from the list.")),
    (forms.FileInput, _("Choose a file.")),
    (forms.Widget, _("Fill this in.")),
)


def form_helper(form: object, *layout: object, question_page: bool = False) -> FormHelper:
    """`question_page` makes the label of the first question the heading of the page."""
    helper = FormHelper()
    helper.layout = Layout(*(layout or form.fields))
    # The page writes <form> and the token itself: crispy copies the form's attributes onto every group of tiles.
    helper.form_tag = False
    helper.disable_csrf = True
    # Errors of the whole form stand in the summary at the top of the page, once.
    helper.form_show_errors = True
    helper.render_hidden_fields = True
    helper.include_media = False
    helper.question_page = question_page
    return helper


def say_what_is_missing(field: forms.Field) -> None:
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = next(words for kind, words in EMPTY if isinstance(field.widget, kind))


class PearlForm:
    """Put it before Form or ModelForm: `class PatientForm(PearlForm, forms.ModelForm)`."""

    question_page = False
    # The browser's own messages differ by device and vanish; ours stay on the page.
    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_what_is_missing(field)

    def layout(self) -> tuple[object, ...]:
        """Crispy layout objects or names of fields, in their order."""
        return tuple(self.fields)

    @property
    def helper(self) -> FormHelper:
        return form_helper(self, *self.layout(), question_page=self.question_page)
