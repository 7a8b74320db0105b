"""The form that makes a case of a signed visit."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import ChoiceTiles
from consultations.case_from_visit import VisitWithoutNames
from treatments.editing.parts import Draft
from treatments.workbench.cases.case_answers import differing
from treatments.workbench.part_form import PartForm

SUGGESTED, DECIDED = "suggested", "decided"


class CaseFromVisitForm(PartForm):
    """What is copied stands on the page; here is said what it is called, what is expected, and that one looked."""

    title = forms.CharField(label=_("Title"), max_length=200)
    why = forms.CharField(label=_("Why this is expected"), max_length=2000, widget=forms.Textarea)
    expect = forms.ChoiceField(label=_("What is expected"), widget=ChoiceTiles)
    looked_at = forms.BooleanField(
        label=_("I have looked at what is copied: nobody can be recognised by it"),
        error_messages={"required": _("Look at what is copied, and say that nobody can be recognised by it.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        draft: Draft,
        visit: VisitWithoutNames,
        number: str,
        choices: Sequence[tuple[str, str]],
        title: str,
    ) -> None:
        self.visit, self.number = visit, number
        super().__init__(data, draft=draft, before=None)
        self.initial = {"title": title, "expect": choices[-1][0]}
        self.fields["expect"].choices = choices

    @property
    def note_for_log(self) -> str:
        return str(_("Copied from a signed visit, without what says whose it was."))

    def values(self) -> dict[str, Any]:
        chosen = self.visit.decided if self.cleaned_data["expect"] == DECIDED else self.visit.suggested
        return {
            "id": self.number,
            "title": self.cleaned_data["title"],
            "why": self.cleaned_data["why"],
            **differing(self.draft.document, self.visit.answers),
            "expect": list(chosen or ()),
        }
