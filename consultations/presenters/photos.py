"""The photos of a visit as a page shows them: what can be taken, what is there, and the place each belongs to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

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
    ident: UUID
    alt: str
    number: int
    width: int
    height: int


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


def whole_face(photos: Sequence[Photo]) -> list[PhotoSlot]:
    return [
        PhotoSlot(
            kind.value,
            str(kind.label),
            _cards((photo for photo in photos if photo.kind == kind), str(kind.label)),
            kind.value,
        )
        for kind in WHOLE_FACE
    ]


def close_ups(consultation: Consultation, photos: Sequence[Photo]) -> list[PhotoSlot]:
    words = Words.of(compiled(consultation.release), consultation.patient.language)
    places = _places(consultation)
    slots = []
    for number, area in enumerate(consultation.answers["areas"], start=1):
        title = area_name(words, area, number)
        cards = _cards((photo for photo in _close(photos) if _area_of(photo, places) == number), _close_up(title))
        named = bool(places[number - 1])
        slots.append(PhotoSlot(f"area-{number}", title, cards, area_number=number, is_named=named))
    return slots


def of_other_places(consultation: Consultation, photos: Sequence[Photo]) -> tuple[PhotoCard, ...]:
    """Close-ups of places that were taken out of the visit afterwards."""
    places = _places(consultation)
    return _cards((photo for photo in _close(photos) if not _area_of(photo, places)), _close_up(_("another place")))


def card_of(consultation: Consultation, photos: Sequence[Photo], photo: Photo) -> PhotoCard:
    """As it stands on the page of all photos."""
    slots = whole_face(photos) + close_ups(consultation, photos)
    cards = [card for slot in slots for card in slot.cards] + list(of_other_places(consultation, photos))
    return next(card for card in cards if card.ident == photo.pk)


def _places(consultation: Consultation) -> list[str]:
    return [place_of(consultation, number) for number in range(1, len(consultation.answers["areas"]) + 1)]


def _area_of(photo: Photo, places: Sequence[str]) -> int | None:
    """By what the place is called: its number changes when a place before it is taken away."""
    numbers = [number for number, place in enumerate(places, start=1) if place == photo.place]
    return photo.area_number if photo.area_number in numbers else next(iter(numbers), None)


def _close(photos: Iterable[Photo]) -> list[Photo]:
    return [photo for photo in photos if photo.kind == PhotoKind.CLOSE_UP]


def _close_up(place: str) -> str:
    return _("Close-up, %(place)s") % {"place": place}


def _cards(photos: Iterable[Photo], what: str) -> tuple[PhotoCard, ...]:
    return tuple(
        PhotoCard(photo.pk, _("%(what)s, photo %(number)d") % {"what": what, "number": number}, number, *_size(photo))
        for number, photo in enumerate(photos, start=1)
    )


def _size(photo: Photo) -> tuple[int, int]:
    """Of its thumbnail on the page, so that nothing jumps when it comes."""
    longest = max(photo.width, photo.height)
    return tuple(max(1, side * min(THUMBNAIL_SIDE, longest) // longest) for side in (photo.width, photo.height))
