"""The pages of an intake: one list, once for the desk with the visit in the address, once for the patient without."""

from collections.abc import Callable

from django.urls import URLPattern, path

from consultations.views import asking, carrying, intake, photos, places
from consultations.views.at_tablet import View

PAGES: tuple[tuple[str, View, str], ...] = (
    ("", intake.resume, ""),
    ("areas/", intake.areas, "areas"),
    ("places/", places.places, "places"),
    ("last-time/", carrying.carried, "carried"),
    ("save/", asking.save, "save"),
    ("check/", intake.check, "check"),
    ("finish/", intake.finish, "finish"),
    ("done/", intake.done, "done"),
    ("held/", intake.held, "held"),
    ("part/<slug:screen>/", asking.ask, "screen"),
    ("area/<int:area_number>/<slug:screen>/", asking.ask, "area_screen"),
    ("area/<int:area_number>/<slug:screen>/same/", carrying.same_as_first, "same_as_first"),
    ("photos/", photos.photos, "photos"),
    ("photos/add/", photos.add, "photo_add"),
    ("photos/<uuid:photo_id>/", photos.image, "photo"),
    ("photos/<uuid:photo_id>/small/", photos.thumbnail, "photo_thumbnail"),
    ("photos/<uuid:photo_id>/remove/", photos.remove, "photo_remove"),
)


def pages_of_an_intake(at: str, name: str, opened: Callable[[View], View]) -> list[URLPattern]:
    """`opened` puts a page into the hands of the desk or of the patient."""
    return [path(f"{at}{route}", opened(view), name=f"{name}_{page}" if page else name) for route, view, page in PAGES]
