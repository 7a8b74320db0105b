"""What stands for the placeholders of a text: the clinic's name and numbers, or words where it has none."""

from django.utils import translation
from django.utils.translation import gettext as _

from clinic.accounts.models import Site


def clinic_words(site: Site | None, language: str) -> dict[str, str]:
    """In the language of the text. A number that is missing never leaves a gap in a sentence."""
    with translation.override(language):
        return {
            "clinic_name": site.name if site else _("our clinic"),
            "clinic_phone": (site.phone if site else "") or _("the number that we give you at the clinic"),
            "out_of_hours_phone": (site.out_of_hours_phone if site else "") or _("the out-of-hours service near you"),
        }
