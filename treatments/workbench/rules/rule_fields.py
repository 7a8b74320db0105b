"""Each field of a rule, made of what the draft has to choose from."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.forms import ChoiceTicks, DateField, DateParts
from treatments.editing.parts import Draft, Values
from treatments.workbench.conditions.condition_field import ConditionField
from treatments.workbench.conditions.vocabulary import Vocabulary

LONGEST_LINE = 2000
MOST_UNDERS = 8
CODE = re.compile(r"([A-Z]{2}-[A-Z]?)([0-9]{1,3})")
WEIGHTS = tuple((str(weight), f"{weight:+d}") for weight in range(3, -4, -1))
LABELS = {
    "relaxed_by": gettext_lazy("Spared under this position"),
    "final_under": gettext_lazy("Nobody overrides it under this position"),
}


class ManyTicks(ChoiceTicks):
    """What is chosen stands first, the rest folded away."""

    component = "treatments/draft_rule_ticks.html"


class CountedText(forms.Textarea):
    """Says how long the text is."""

    component = "treatments/draft_rule_because.html"


class RuleFields:
    """One method for each field of the document's rules, by its name there. `shown` is the rule they begin with."""

    def __init__(self, draft: Draft, vocabulary: Vocabulary, shown: Values, effect: str) -> None:
        self.draft, self.vocabulary, self.shown, self.effect = draft, vocabulary, shown, effect
        self.document = draft.document
        text = vocabulary.wording.text
        self.method_names = [(method.key, method.term or text(method.name)) for method in self.document.methods]

    def code(self) -> forms.Field:
        shape = RegexValidator(
            r"^[A-Z]{2}-[A-Z]?[0-9]{1,3}\Z", _("Two letters, a hyphen, a number: for example AB-12.")
        )
        words = _("Rules are known by it for ever, in cases and in visits. It cannot be changed later.")
        return _line(
            _("Code"), max_length=20, validators=[shape], help_text=words, initial=free_code(self.draft, self.effect)
        )

    def when(self) -> forms.Field:
        return ConditionField("when", self.vocabulary, required=self.effect != "must_have")

    def unless(self) -> forms.Field:
        words = _("Where this holds, the rule does not fire. Leave it empty where there is no exception.")
        return ConditionField("unless", self.vocabulary, required=False, help_text=words)

    def methods(self) -> forms.Field:
        return _ticks(_("Methods"), self.method_names)

    def method(self) -> forms.Field:
        return forms.ChoiceField(label=_("Method"), choices=[("", "–"), *self.method_names])

    def weight(self) -> forms.Field:
        words = _("Above nought it speaks for the method, below nought against it. The weights of a method add up.")
        return forms.TypedChoiceField(label=_("Weight"), choices=WEIGHTS, coerce=int, help_text=words)

    def keys(self) -> forms.Field:
        choices = [choice for _title, group in self.vocabulary.groups for choice in group]
        facts = [choice for choice in choices if choice[0] in self.vocabulary.facts]
        return _ticks(_("Questions that must be known"), facts, widget=ManyTicks)

    def accepts_unknown(self) -> forms.Field:
        return forms.BooleanField(label=_("“Not sure” is enough: only a skipped answer is asked again"), required=False)

    def label(self) -> forms.Field:
        return _line(_("Name of the caution"), max_length=LONGEST_LINE)

    def labels(self) -> Iterator[tuple[str, forms.Field]]:
        for language in self.document.languages:
            words = _("What is added, in “%(language)s”") % {"language": language}
            yield f"label_{language}", _line(words, max_length=LONGEST_LINE, required=False)

    def because(self) -> forms.Field:
        words = _("One or two plain sentences. Doctors read it beside the suggestion.")
        area = CountedText({"rows": 3, "maxlength": LONGEST_LINE})
        return _line(_("Because"), max_length=LONGEST_LINE, widget=area, help_text=words)

    def sources(self) -> forms.Field:
        choices = [(source.code, f"{source.code}: {source.title}") for source in self.document.sources]
        return _ticks(_("Sources"), choices, widget=ManyTicks)

    def restricts(self) -> forms.Field:
        text = self.vocabulary.wording.text
        names = dict(self.method_names)
        choices = [
            (f"{method.key}:{variant.key}", f"{names[method.key]}: {text(variant.name)}")
            for method in self.document.methods
            for variant in method.variants
        ]
        words = _("Nothing ticked: every variant stays allowed.")
        return _ticks(
            _("Only these variants remain allowed"), choices, required=False, help_text=words, widget=ManyTicks
        )

    def second_confirmation(self) -> forms.Field:
        return _ticks(_("Overriding needs a second confirmation for"), self.method_names, required=False)

    def when_only_excluded_by(self) -> forms.Field:
        exclusions = [
            (rule.code, f"{rule.code}: {rule.because}") for rule in self.document.rules if rule.effect == "exclusion"
        ]
        words = _("Then it is asked after the methods were weighed.")
        choices = [("", _("No: it is asked before anything is suggested")), *exclusions]
        return forms.ChoiceField(
            label=_("Only when this exclusion alone removed all that suits"),
            choices=choices,
            required=False,
            help_text=words,
        )

    def unders(self, name: str, data: Any) -> Iterator[tuple[str, forms.Field]]:
        """Those there are, and one more to fill in."""
        positions = [
            (f"{policy.key}:{position.value}", f"{policy.name}: {position.says}")
            for policy in self.document.policies
            for position in policy.positions
        ]
        for number in range(min(self._count(name, data) + 1, MOST_UNDERS)):
            choices = [("", _("None")), *positions]
            yield f"{name}_{number}_under", forms.ChoiceField(label=LABELS[name], choices=choices, required=False)
            yield f"{name}_{number}_methods", _ticks(_("for these methods"), self.method_names, required=False)

    def owner(self) -> forms.Field:
        return _line(_("Who answers for it"), max_length=120, required=False)

    def review_by(self) -> forms.Field:
        return DateField(label=_("To be looked at again by"), required=False, widget=DateParts())

    def off(self) -> forms.Field:
        return forms.BooleanField(label=_("Switched off: it is kept and never fires"), required=False)

    def _count(self, name: str, data: Any) -> int:
        if data is None:
            return len(self.shown.get(name, ()))
        return sum(bool(data.get(f"{name}_{number}_under")) for number in range(MOST_UNDERS))


def free_code(draft: Draft, effect: str) -> str:
    """The next number after the last rule of this kind."""
    codes = {rule.code for rule in draft.document.rules}
    last = next((rule.code for rule in reversed(draft.document.rules) if rule.effect == effect), "")
    found = CODE.fullmatch(last)
    begin, number = (found[1], int(found[2])) if found else (f"{effect[:2].upper()}-", 0)
    numbers = (f"{begin}{each:02d}" for each in range(number + 1, 1000))
    return next((code for code in numbers if code not in codes), "")


def _line(label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, **kwargs)


def _ticks(
    label: str, choices: Sequence[tuple[str, str]], widget: type[ChoiceTicks] = ChoiceTicks, **kwargs: Any
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=widget(columns=widget is ChoiceTicks), **kwargs
    )
