"""The addresses at which cases are made of visits, or of an intake that is played."""

from django.urls import URLPattern, path

from consultations.views import case_visits


def pages_of_cases(draft: str) -> list[URLPattern]:
    """`draft` is the beginning of every address of a draft."""
    return [
        path(f"{draft}visits/", case_visits.case_visits, name="case_visits"),
        path(f"{draft}visits/<uuid:consultation_id>/", case_visits.case_from_visit, name="case_from_visit"),
    ]
