"""Agreeing with what is suggested for every area at once: forms of the areas that are sent as one."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import BaseForm, BoundField, Field

from consultations.forms.plan_details import PlanDetailsForm
from consultations.forms.plans import AgreeForm


class AgreeAllForm:
    """By area number the ticks of its restrictions and the details of its method."""

    def __init__(self, ticks: Mapping[int, AgreeForm], details: Mapping[int, PlanDetailsForm]) -> None:
        self.ticks, self.details = dict(ticks), dict(details)

    @property
    def forms(self) -> list[BaseForm]:
        return [*self.ticks.values(), *self.details.values()]

    @property
    def is_bound(self) -> bool:
        return any(form.is_bound for form in self.forms)

    @property
    def fields(self) -> dict[str, Field]:
        """By the names under which they are sent."""
        return {form.add_prefix(name): field for form in self.forms for name, field in form.fields.items()}

    @property
    def errors(self) -> dict[str, Any]:
        return {form.add_prefix(name): found for form in self.forms for name, found in form.errors.items()}

    def non_field_errors(self) -> list[str]:
        return [error for form in self.forms for error in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for form in self.forms:
            yield from form

    def is_valid(self) -> bool:
        return not self.errors

    def ticked(self) -> dict[int, tuple[str, ...]]:
        return {number: form.ticked() for number, form in self.ticks.items()}

    def detailed(self) -> dict[int, dict[str, Any]]:
        return {number: form.details() for number, form in self.details.items()}
