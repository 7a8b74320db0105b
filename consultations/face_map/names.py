"""How regions and numbers are called, by the doctor and by the patient. The side is always the patient's."""

from django.utils.translation import gettext as _

from consultations.face_map.marks import ANY, Number
from consultations.face_map.regions import Region


def region_name(region: Region, *, for_patient: bool) -> str:
    if for_patient:
        sides = {"R": _("%(place)s, your right"), "L": _("%(place)s, your left")}
        return sides.get(region.side, "%(place)s") % {"place": region.plain}
    sides = {"R": _("%(place)s, right"), "L": _("%(place)s, left")}
    return sides.get(region.side, "%(place)s") % {"place": region.clinical}


def number_in_words(number: Number) -> str:
    """Never more exact than it was said."""
    if number == ANY:
        return _("number not known")
    if number.most is None:
        return _("more than %(number)d") % {"number": number.least - 1}
    if number.is_exact:
        return str(number.least)
    return _("%(least)d to %(most)d") % {"least": number.least, "most": number.most}


def number_on_a_pearl(number: Number) -> str:
    if number == ANY:
        return "?"
    if number.most is None:
        return f"{number.least}+"
    return str(number.least) if number.is_exact else f"{number.least}–{number.most}"
