"""Why the gate says no to a request."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _


@dataclass
class NotAccepted(Exception):
    """`because` is one word for the log, `words` a sentence for the person, `typed` what they get back."""

    status: int
    because: str
    words: str
    typed: list[tuple[str, str]] = field(default_factory=list)


TITLES = {
    400: _("This request cannot be read"),
    404: _("There is nothing here"),
    405: _("This cannot be done here"),
    411: _("This request cannot be read"),
    413: _("Too much at once"),
    414: _("The address is too long"),
    415: _("This kind of data is not taken"),
    507: _("Nothing was saved"),
}
