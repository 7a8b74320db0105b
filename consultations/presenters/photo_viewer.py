"""One photo to look at closely, turned, in full size or beside the one from before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format

from clinic.accounts.models import Site
from consultations.models import Consultation, Photo
from consultations.presenters.photos import PhotoCard
from consultations.site_days import at_site

A_QUARTER = 90
TURNS = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class Look:
    """How the photo is looked at, as the address says it; the script keeps the same without one."""

    turn: int = 0
    turn_before: int = 0
    full: bool = False
    beside: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Look":
        turn, before = (_turn(asked.get(name, "")) for name in ("turn", "turn_before"))
        return cls(turn, before, asked.get("size") == "full", asked.get("beside") == "yes")

    def but(self, **differs: object) -> str:
        """The address of the same photo, looked at otherwise."""
        now = {name: getattr(self, name) for name in self.__slots__} | differs
        said = {name: now[name] for name in ("turn", "turn_before") if now[name]}
        said |= {"size": "full"} if now["full"] else {}
        said |= {"beside": "yes"} if now["beside"] else {}
        return "?" + urlencode(said)


def _turn(said: str) -> int:
    return next((turn for turn in TURNS if str(turn) == said), 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo as it is drawn. `box` is what it fills after the turn, `transform` what turns it into that."""

    src: str
    alt: str
    taken: str
    width: int
    height: int
    turn: int

    @classmethod
    def of(cls, photo: Photo, alt: str, site: Site, turn: int) -> "Shown":
        src = reverse("intake_photo", args=[photo.consultation_id, photo.pk])
        taken = date_format(at_site(site, photo.taken_at), "j F Y, H:i")
        return cls(src, alt, taken, photo.width, photo.height, turn)

    @property
    def box(self) -> tuple[int, int]:
        return (self.height, self.width) if self.turn % 180 else (self.width, self.height)

    @property
    def transform(self) -> str:
        across, down = {90: (self.height, 0), 180: (self.width, self.height), 270: (0, self.width)}.get(
            self.turn, (0, 0)
        )
        return f"translate({across} {down}) rotate({self.turn})"


@dataclass(frozen=True, slots=True)
class PhotoViewer:
    """`before` is the photo of the same thing from an earlier visit; asked for only where both are shown."""

    shown: Shown
    before: Shown | None
    look: Look
    place: int
    all: int
    previous_href: str
    next_href: str
    close_href: str

    @classmethod
    def of(
        cls, visit: Consultation, cards: Sequence[PhotoCard], photo: Photo, before: Photo | None, look: Look
    ) -> "PhotoViewer":
        idents = [card.ident for card in cards]
        place = idents.index(photo.pk)
        alt = cards[place].alt
        around = [cards[place - 1] if place else None, cards[place + 1] if place + 1 < len(cards) else None]
        previous_href, next_href = (f"{card.href}{Look(beside=look.beside).but()}" if card else "" for card in around)
        return cls(
            Shown.of(photo, alt, visit.site, look.turn),
            Shown.of(before, alt, visit.site, look.turn_before) if before else None,
            look,
            place + 1,
            len(cards),
            previous_href,
            next_href,
            close_href=close_href(visit),
        )

    @property
    def turned_href(self) -> str:
        return self.look.but(turn=(self.look.turn + A_QUARTER) % 360)

    @property
    def before_turned_href(self) -> str:
        return self.look.but(turn_before=(self.look.turn_before + A_QUARTER) % 360)

    @property
    def size_href(self) -> str:
        return self.look.but(full=not self.look.full)

    @property
    def beside_href(self) -> str:
        return self.look.but(beside=not self.look.beside)


PAGE_OF = {"intake": "intake_photos", "signed": "record", "closed_unsigned": "close_unsigned"}


def close_href(visit: Consultation) -> str:
    """Where the photos of the visit stand."""
    return reverse(PAGE_OF.get(visit.status, "review"), args=[visit.pk]) + "#photos"
