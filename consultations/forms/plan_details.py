"""What a method needs to have written beside it, such as its strength: the fields come from the protocol."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import DecimalField, PearlForm, Stepper, WholeNumberField
from consultations.face_map.counting import number_at
from consultations.face_map.places import OnTheMap, marks_of
from consultations.forms.texts import OneLine
from consultations.models import Consultation
from consultations.policies.details import LONGEST_DETAIL, limits_of
from treatments.compiled_releases import compiled
from treatments.engine.documents import PlanField


class PlanDetailsForm(PearlForm, forms.Form):
    """The fields of one method for one area; none where the method has none. Every one may stay empty."""

    def __init__(self, data: Any = None, *, fields: tuple[PlanField, ...], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.asked = fields
        self.fields |= {each.key: _field(each) for each in fields}

    def details(self) -> dict[str, Any]:
        """What was said, by key; what was left empty is not there."""
        said = ((each.key, self.cleaned_data.get(each.key)) for each in self.asked)
        return {key: _plain(value) for key, value in said if value not in (None, "")}


def details_form(
    consultation: Consultation,
    area_number: int,
    method: str,
    data: Any = None,
    *,
    given: Mapping[str, Any] | None = None,
) -> PlanDetailsForm:
    """For one area of the visit; `given` is what was decided before, else the face map says how many."""
    methods = compiled(consultation.release).methods
    fields = methods[method].plan_fields if method in methods else ()
    begins = dict(given) if given is not None else _counted(consultation, area_number, fields)
    return PlanDetailsForm(data, fields=fields, initial=begins, prefix=f"details-{area_number}")


def _counted(consultation: Consultation, area_number: int, fields: tuple[PlanField, ...]) -> dict[str, Any]:
    """Only a number that was counted: of "2 to 5" none is made."""
    counted = [each for each in fields if each.counted]
    asked = OnTheMap.of(compiled(consultation.release).document) if counted else None
    if asked is None or consultation.face_map is None:
        return {}
    areas = consultation.answers["areas"]
    place = areas[area_number - 1].get(asked.keys.place, "")
    number = number_at(asked, marks_of(asked, areas, consultation.face_map), place)
    if number is None or not number.is_exact:
        return {}
    return {each.key: number.least for each in counted if _is_within(each, number.least)}


def _is_within(field: PlanField, number: int) -> bool:
    least, most = limits_of(field)
    return least <= number <= most


def _field(asked: PlanField) -> forms.Field:
    if asked.type == "number":
        return _number(asked)
    if asked.type == "one":
        options = [(option.value, option.label) for option in asked.options]
        return forms.ChoiceField(label=asked.label, choices=[("", _("Not settled")), *options], required=False)
    return OneLine(label=asked.label, longest=LONGEST_DETAIL, required=False)


def _number(asked: PlanField) -> forms.Field:
    """Limits that are whole are those of a whole number."""
    least, most = limits_of(asked)
    if float(least).is_integer() and float(most).is_integer():
        widget = Stepper(unit=asked.unit)
        return WholeNumberField(label=asked.label, least=int(least), most=int(most), widget=widget, required=False)
    ends = {"least": Decimal(str(least)), "most": Decimal(str(most))}
    return DecimalField(label=asked.label, widget=Stepper(unit=asked.unit, step=0.5), required=False, **ends)


def _plain(value: Any) -> Any:
    """As it is stored: JSON has no decimals of its own."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
