"""The photos of a visit as a page shows them: what can be taken, what is there, and the place each belongs to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from consultations.models import Consultation, Photo
from consultations.models.photo import PhotoKind
from consultations.photos.pictures import THUMBNAIL_SIDE
from consultations.policies.photos import place_of
from consultations.presenters.words import Words, area_name
from treatments.compiled_releases import compiled

WHOLE_FACE = (PhotoKind.FRONT, PhotoKind.LEFT, PhotoKind.RIGHT)


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """`width` and `height` are those of the thumbnail, so that nothing jumps when it comes."""

    ident: UUID
    alt: str
    width: int
    height: int
    href: str
    thumbnail_href: str
    remove_href: str


@dataclass(frozen=True, slots=True)
class PhotoSlot:
    """One thing to photograph. `key` is that of the form that sends the next photo of it."""

    ident: str
    title: str
    cards: tuple[PhotoCard, ...]
    kind: str = PhotoKind.CLOSE_UP.value
    area_number: int | None = None
    is_named: bool = True
    key: str = field(default_factory=lambda: str(uuid4()))


@dataclass(frozen=True)
class PhotoPage:
    """`address` gives the URL of a page of this intake by its name."""

    consultation: Consultation
    photos: Sequence[Photo]
    address: Callable[..., str]

    def whole_face(self) -> list[PhotoSlot]:
        slots = []
        for kind in WHOLE_FACE:
            cards = self._cards((photo for photo in self.photos if photo.kind == kind), str(kind.label))
            slots.append(PhotoSlot(kind.value, str(kind.label), cards, kind.value))
        return slots

    def close_ups(self) -> list[PhotoSlot]:
        words = Words.of(compiled(self.consultation.release), self.consultation.patient.language)
        slots = []
        for number, area in enumerate(self.consultation.answers["areas"], start=1):
            title, is_named = area_name(words, area, number), bool(self._places[number - 1])
            cards = self._cards(self._of_area(number), _close_up(title))
            slots.append(PhotoSlot(f"area-{number}", title, cards, area_number=number, is_named=is_named))
        return slots

    def of_other_places(self) -> tuple[PhotoCard, ...]:
        """Close-ups of places that were taken out of the visit afterwards."""
        return self._cards(self._of_area(None), _close_up(_("another place")))

    def all_cards(self) -> list[PhotoCard]:
        slots = self.whole_face() + self.close_ups()
        return [card for slot in slots for card in slot.cards] + list(self.of_other_places())

    def card_of(self, photo: Photo) -> PhotoCard:
        return next(card for card in self.all_cards() if card.ident == photo.pk)

    @cached_property
    def _places(self) -> list[str]:
        numbers = range(1, len(self.consultation.answers["areas"]) + 1)
        return [place_of(self.consultation, number) for number in numbers]

    def _of_area(self, number: int | None) -> Iterable[Photo]:
        close = (photo for photo in self.photos if photo.kind == PhotoKind.CLOSE_UP)
        return (photo for photo in close if self._area_of(photo) == number)

    def _area_of(self, photo: Photo) -> int | None:
        """By what the place is called: its number changes when a place before it is taken away."""
        numbers = [number for number, place in enumerate(self._places, start=1) if place == photo.place]
        return photo.area_number if photo.area_number in numbers else next(iter(numbers), None)

    def _cards(self, photos: Iterable[Photo], what: str) -> tuple[PhotoCard, ...]:
        return tuple(self._card(photo, what, number) for number, photo in enumerate(photos, start=1))

    def _card(self, photo: Photo, what: str, number: int) -> PhotoCard:
        return PhotoCard(
            photo.pk,
            _("%(what)s, photo %(number)d") % {"what": what, "number": number},
            *_small(photo.width, photo.height),
            href=self.address("photo", photo.pk),
            thumbnail_href=self.address("photo_thumbnail", photo.pk),
            remove_href=self.address("photo_remove", photo.pk),
        )


def _close_up(place: str) -> str:
    return _("Close-up, %(place)s") % {"place": place}


def _small(width: int, height: int) -> tuple[int, int]:
    scale = min(1, THUMBNAIL_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
