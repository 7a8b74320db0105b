"""The addresses of the consent to the treatment, and of taking it back."""

from django.urls import URLPattern, path

from consultations.views import consent


def pages_of_a_consent(place: str) -> list[URLPattern]:
    return [
        path(place, consent.consent, name="consent"),
        path(f"{place}strokes/", consent.consent_strokes, name="consent_strokes"),
        path(f"{place}withdraw/", consent.consent_withdraw, name="consent_withdraw"),
        path(f"{place}photos/", consent.consent_photos, name="consent_photos"),
    ]
