"""A page that the walks through all pages come to."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from clinic.accounts.models import User
from tests.system.screen import Screen


@dataclass(frozen=True)
class Place:
    name: str
    address: str
    person: User | None
    typed: str = ""
    """What is searched for on the page."""
    then: Callable[[Screen], None] | None = None
    """What is done there; where it leads to is what is looked at."""

    @property
    def title(self) -> str:
        return " ".join(filter(None, (self.name, self.address, self.then and self.then.__name__)))

    @property
    def keeps_its_language(self) -> bool:
        """What was signed or is the patient's own stays in the language it was written in."""
        return self.name in ("record", "aftercare", "sheet_public", "draft_question_preview")


def place(
    person: User | None,
    name: str,
    *args: object,
    query: str = "",
    typed: str = "",
    then: Callable[[Screen], None] | None = None,
) -> Place:
    """`person` is None for a page that nobody has to sign in for."""
    return Place(name, reverse(name, args=args) + query, person, typed, then)
