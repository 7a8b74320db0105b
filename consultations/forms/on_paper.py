"""When the answers were put on paper."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import DateField, PearlForm


class OnPaperForm(PearlForm, forms.Form):
    """`zone` is the site's: the time on the paper is the time on its wall."""

    on_paper_date = DateField(label=_("Day on the paper"))
    on_paper_time = forms.TimeField(
        label=_("Time on the paper"),
        help_text=_("For example 09:10"),
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={"invalid": _("Write the time with hours and minutes, for example 09:10.")},
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        self.zone = zone
        super().__init__(*args, **kwargs)

    @property
    def on_paper_at(self) -> datetime:
        day, time = self.cleaned_data["on_paper_date"], self.cleaned_data["on_paper_time"]
        return datetime.combine(day, time, tzinfo=self.zone)
