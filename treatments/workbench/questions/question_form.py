"""The form of one question of a draft."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.forms import ChoiceTicks, WholeNumberField
from clinic.forms.pearl import say_what_is_missing
from treatments.editing.parts import Draft
from treatments.workbench.by_language import name_in, text_as_initial, text_fields, text_in_form
from treatments.workbench.conditions.condition_field import ConditionField
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.part_form import PartForm
from treatments.workbench.questions import option_rows
from treatments.workbench.questions.option_rows import COUNT, FRESH_ROWS, Kind, row_name

TYPES = {
    "one": gettext_lazy("One of several answers"),
    "multi": gettext_lazy("Several answers may be ticked"),
    "number": gettext_lazy("A whole number"),
    "date": gettext_lazy("A date"),
    "text": gettext_lazy("A short text in own words"),
}
WHO = {
    "patient": gettext_lazy("Patient"),
    "desk": gettext_lazy("Front desk"),
    "nurse": gettext_lazy("Nurse, who can look"),
    "dermatologist": gettext_lazy("Dermatologist"),
}
TICK_LABELS = {
    "offers_unknown": gettext_lazy("Offers “I am not sure”"),
    "safety": gettext_lazy("Safety question: asked anew at every visit"),
    "private": gettext_lazy("Private: shown to the patient alone, hidden from the room"),
    "lasting": gettext_lazy("Lasting: the last answer may be confirmed at the next visit"),
    "retired": gettext_lazy("Retired: not asked any more"),
}
CHOICES = ("one", "multi")
# The last part of the address of the page that adds one.
ADDING = "new"
A_KEY = r"^[a-z][a-z0-9_]{0,59}\Z"
TICKS = ("private", "safety", "lasting", "retired")
NUMBERS = {"number": ("minimum", "maximum"), "text": ("max_length",), "date": ()}


class QuestionForm(PartForm):
    """`kind` is the type of answer, which never changes."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        draft: Draft,
        before: Mapping[str, Any] | None,
        kind: str,
        is_released: bool = False,
    ) -> None:
        super().__init__(data, draft=draft, before=before)
        self.kind, self.languages = kind, draft.document.languages
        self.options = {option["value"]: option for option in (before or {}).get("options", ())}
        self.row_kind = _kind_of_rows(draft, kind, (before or {}).get("key", ""))
        self.vocabulary = Vocabulary(draft.document)
        self._add_fields(is_released)
        self.rows = self._add_rows(data)
        for field in self.fields.values():
            say_what_is_missing(field)

    @classmethod
    def initial_of(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        names = ("step", "screen", "shown_when", "minimum", "maximum", "max_length", "derives")
        found = {name: values.get(name) for name in names} | {name: values.get(name, False) for name in TICKS}
        found |= {"asked_by": list(values["asked_by"]), "offers_unknown": values.get("offers_unknown", True)}
        found |= text_as_initial("wording", values["wording"]) | text_as_initial("help", values["help"])
        return found | option_rows.rows_as_initial(values.get("options", ()))

    def values(self) -> dict[str, Any]:
        said, before = self.cleaned_data, dict(self.before or {})
        steps = {step.key: step for step in self.draft.document.steps}
        made = before | {
            "key": before.get("key") or said["key"],
            "type": self.kind,
            "about": steps[said["step"]].about,
            "wording": text_in_form(said, "wording", self.languages),
            "help": text_in_form(said, "help", self.languages),
        }
        shown = ("step", "screen", "asked_by", "shown_when", "offers_unknown", *TICKS)
        made |= {name: said[name] for name in shown}
        made |= {name: said[name] for name in (*NUMBERS.get(self.kind, ()), "derives") if name in said}
        if self.kind in CHOICES:
            made["options"] = self._options()
        return {name: value for name, value in made.items() if value not in (None, "") or name == "help"}

    @property
    def place(self) -> int | None:
        """A new question, or one that changes its step, stands last in that step."""
        step, own = self.cleaned_data["step"], self.before or {}
        if own.get("step") == step:
            return None
        others = [each for each in self.draft.document.questions if each.key != own.get("key")]
        return max((at for at, each in enumerate(others, 2) if each.step == step), default=len(others) + 1)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("key") == ADDING:
            self.add_error("key", _("Choose another key: “%(key)s” has a meaning of its own here.") % {"key": ADDING})
        if said.get("lasting") and said.get("safety"):
            self.add_error("lasting", _("A safety question is asked at every visit."))
        if said.get("lasting") and self._about(said) == "area":
            self.add_error("lasting", _("A question about an area is asked at every visit."))
        if None not in (least := said.get("minimum"), most := said.get("maximum")) and least > most:
            self.add_error("maximum", _("The most is below the least."))
        if self.kind in CHOICES:
            self._check_rows(said)
        return said

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        if place and place[0] in ("wording", "help"):
            return name_in(str(place[0]), str(place[1]) if len(place) > 1 else self.languages[0])
        if len(place) > 2 and place[0] == "options" and isinstance(place[1], int):
            return self._field_of_row(place[1], *map(str, place[2:4]))
        return super().field_at(place)

    @property
    def wording_fields(self) -> list[forms.BoundField]:
        return [self[name_in("wording", language)] for language in self.languages]

    @property
    def help_fields(self) -> list[forms.BoundField]:
        return [self[name_in("help", language)] for language in self.languages]

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("minimum", "maximum", "max_length", "derives") if name in self.fields]

    @property
    def tick_fields(self) -> list[forms.BoundField]:
        """Retiring stands with what hangs on the question."""
        return [self[name] for name in TICK_LABELS if name != "retired"]

    @property
    def has_rows(self) -> bool:
        return self.kind in CHOICES

    def _field_of_row(self, at: int, what: str, language: str = "") -> str | None:
        number = self._filled_rows()[at]
        name = row_name(number, what)
        name = name if name in self.fields else name_in(name, language or self.languages[0])
        return name if name in self.fields else None

    def _add_fields(self, is_released: bool) -> None:
        document, own = self.draft.document, self.before or {}
        if self.before is None:
            self.fields["key"] = _key_field()
        self.fields |= text_fields("wording", _("Wording"), self.languages)
        self.fields |= text_fields("help", _("Help below it, or why we ask"), self.languages)
        # Of a question that visits were asked, what it is about stays.
        steps = [step for step in document.steps if not is_released or step.about == own.get("about")]
        text = self.vocabulary.wording.text
        self.fields["step"] = forms.ChoiceField(label=_("Step"), choices=[(s.key, text(s.title)) for s in steps])
        screens = [(screen.key, text(screen.title)) for screen in document.screens]
        alone = ("", _("On a page of its own"))
        self.fields["screen"] = forms.ChoiceField(label=_("Screen"), choices=[alone, *screens], required=False)
        self.fields["asked_by"] = forms.MultipleChoiceField(
            label=_("Who answers"), choices=list(WHO.items()), widget=ChoiceTicks(columns=True)
        )
        self.fields["shown_when"] = ConditionField("shown_when", self.vocabulary, required=False)
        for name, label in TICK_LABELS.items():
            self.fields[name] = forms.BooleanField(label=label, required=False)
        self._add_limits()

    def _add_limits(self) -> None:
        if self.kind == "number":
            self.fields["minimum"] = WholeNumberField(label=_("Least"))
            self.fields["maximum"] = WholeNumberField(label=_("Most"))
        if self.kind == "text":
            longest = WholeNumberField(label=_("Longest text, in characters"), least=1, most=2000, required=False)
            self.fields["max_length"] = longest
        if self.kind == "date":
            self.fields["derives"] = _key_field(label=_("Number of years worked out from it"), required=False)

    def _add_rows(self, data: Any) -> range:
        if self.kind not in CHOICES:
            return range(0)
        count = option_rows.count_in(data) if data is not None else len(self.options) or FRESH_ROWS
        for number in range(count):
            value = data.get(row_name(number, "value"), "") if data is not None else None
            is_saved = number < len(self.options) if value is None else value in self.options
            self.fields |= option_rows.fields_of_row(number, self.row_kind, self.languages, is_saved=is_saved)
        return range(count)

    def _check_rows(self, said: dict[str, Any]) -> None:
        filled = self._filled_rows()
        for name, reason in option_rows.faults_of_rows(said, filled, self.languages):
            self.add_error(name, reason)
        if not filled:
            self.add_error(None, _("Add the answers that can be given."))
        elif not said.get("retired") and all(said.get(row_name(number, "retired")) for number in filled):
            self.add_error(None, _("All answers are retired. Leave one to choose, or retire the question."))

    def _filled_rows(self) -> list[int]:
        said = self.cleaned_data
        wrong = {number for number in self.rows if row_name(number, "value") in self.errors}
        return [n for n in self.rows if n in wrong or not option_rows.is_blank(said, n, self.languages)]

    def _options(self) -> list[dict[str, Any]]:
        said, kind = self.cleaned_data, self.row_kind
        before = {number: self.options.get(said.get(row_name(number, "value")), {}) for number in self.rows}
        return [
            option_rows.option_in_form(said, number, kind, self.languages, before[number])
            for number in self._filled_rows()
        ]

    def _about(self, said: Mapping[str, Any]) -> str:
        return next((step.about for step in self.draft.document.steps if step.key == said.get("step")), "")


def _key_field(label: str = "", *, required: bool = True) -> forms.Field:
    wrong = _("Use small letters, numbers and _ only, beginning with a letter, for example hair_colour.")
    field = forms.RegexField(A_KEY, label=label or _("Key"), required=required, error_messages={"invalid": wrong})
    field.widget.attrs |= {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
    if not label:
        field.help_text = _("Rules and cases know the question by it. It never changes and no patient sees it.")
    return field


def _kind_of_rows(draft: Draft, kind: str, key: str) -> Kind:
    face_map = draft.document.face_map
    is_place, is_count = face_map and face_map.place == key, face_map and face_map.count == key
    return Kind(exclusive=kind == "multi", regions=bool(is_place), bands=bool(is_count))


def rows_of(form: QuestionForm, used: Mapping[str, Any], bound: Collection[str]) -> list[dict[str, Any]]:
    """For the page: the fields of each row, what hangs on its answer, and whether it may be taken away."""
    found = []
    for number in form.rows:
        names = [name for name in form.fields if name.startswith(row_name(number, ""))]
        code = str(form[row_name(number, "value")].value() or "")
        words = [name for name in names if name.startswith((row_name(number, "label"), row_name(number, "help")))]
        others = [name for name in names if name not in words and name != row_name(number, "value")]
        found.append(
            {
                "number": number,
                "code": code,
                "value": form[row_name(number, "value")],
                "words": [form[name] for name in words],
                "others": [form[name] for name in others],
                "is_saved": code in form.options,
                "is_last": number == form.rows[-1],
                "can_go": code not in form.options or code not in bound,
                "used": used.get(code, ()) if code in form.options else (),
            }
        )
    return found


__all__ = ["COUNT", "QuestionForm", "TYPES", "WHO", "rows_of"]
