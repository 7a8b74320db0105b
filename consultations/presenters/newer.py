"""Another release that went live while the visit was open: what it would change here."""

from dataclasses import dataclass

from django.utils.formats import date_format

from consultations.models import Consultation
from consultations.newer_release import NewerRelease
from consultations.presenters.suggestions import headline
from consultations.presenters.words import Words, area_name
from consultations.site_days import at_site
from treatments.compiled_releases import compiled


@dataclass(frozen=True, slots=True)
class NewerBar:
    """`areas` are (place, suggestion now, suggestion then); `rules` counts rules that are new, gone or different.

    `number` is None where the own release was withdrawn and no other is live.
    """

    number: int | None
    own: int
    at: str
    own_is_withdrawn: bool
    rules: int
    areas: tuple[tuple[str, str, str], ...]
    dropped: int

    @classmethod
    def of(cls, consultation: Consultation, newer: NewerRelease | None, language: str) -> "NewerBar | None":
        """Nothing once somebody said that the visit stays on its release, unless that was withdrawn since."""
        if newer is None or (consultation.release_kept == newer.number and not newer.own_is_withdrawn):
            return None
        if newer.release is None:
            return cls(None, consultation.release.number, "", own_is_withdrawn=True, rules=0, areas=(), dropped=0)
        own, new = (Words.of(compiled(release), language) for release in (consultation.release, newer.release))
        areas = consultation.answers["areas"]
        return cls(
            number=newer.number,
            own=consultation.release.number,
            at=date_format(at_site(consultation.site, newer.published_at), "j M H:i"),
            own_is_withdrawn=newer.own_is_withdrawn,
            rules=len(newer.changed),
            areas=tuple(
                (area_name(own, areas[number - 1], number), headline(own, before), headline(new, after))
                for number, before, after in newer.areas
            ),
            dropped=newer.dropped,
        )

    @property
    def is_older(self) -> bool:
        """Live again, because the own one was withdrawn."""
        return self.number is not None and self.number < self.own
