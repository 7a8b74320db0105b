"""The pages of an intake: one list, once for the desk with the visit in the address, once for the patient without."""

from collections.abc import Callable

from django.urls import URLPattern, path

from consultations.views import asking, carrying, handing_over, intake, photos, places, unlocking
from consultations.views.at_tablet import View
from consultations.views.in_hand import in_the_patients_hand, of_a_hand_over

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


# What is otherwise in the patient's hand: these stand in place of the pages above, or beside them.
IN_HAND: tuple[tuple[str, View, str], ...] = (
    ("start/", in_the_patients_hand(handing_over.start), "start"),
    ("finish/", in_the_patients_hand(handing_over.finish), "finish"),
    ("done/", of_a_hand_over(handing_over.done), "done"),
    ("held/", of_a_hand_over(handing_over.done), "held"),
    ("help/", in_the_patients_hand(handing_over.get_help), "help"),
    ("help/reading/", in_the_patients_hand(handing_over.comfort), "comfort"),
    ("give-back/", in_the_patients_hand(handing_over.give_back), "give_back"),
    ("rest/", in_the_patients_hand(handing_over.rest), "rest"),
    ("here/", of_a_hand_over(handing_over.here), "here"),
    ("unlock/", unlocking.unlock, "unlock"),
)


def pages_in_hand(at: str, name: str) -> list[URLPattern]:
    replaced = {f"{name}_{page}" for _route, _view, page in IN_HAND}
    return [
        *(page for page in pages_of_an_intake(at, name, in_the_patients_hand) if page.name not in replaced),
        *(path(f"{at}{route}", view, name=f"{name}_{page}") for route, view, page in IN_HAND),
    ]


def pages_of_an_intake(at: str, name: str, opened: Callable[[View], View]) -> list[URLPattern]:
    """`opened` puts a page into the hands of the desk or of the patient."""
    return [path(f"{at}{route}", opened(view), name=f"{name}_{page}" if page else name) for route, view, page in PAGES]
