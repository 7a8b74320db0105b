"""The addresses at which cases are made of visits, or of an intake that is played."""

from django.urls import URLPattern, path

from consultations.views import case_intake, case_visits


def pages_of_cases(draft: str) -> list[URLPattern]:
    """`draft` is the beginning of every address of a draft."""
    play = f"{draft}intake/"
    return [
        path(play, case_intake.case_intake, name="case_intake"),
        path(f"{play}places/", case_intake.case_intake_places, name="case_intake_places"),
        path(f"{play}areas/", case_intake.case_intake_areas, name="case_intake_areas"),
        path(f"{play}check/", case_intake.case_intake_check, name="case_intake_check"),
        path(f"{play}part/<slug:screen>/", case_intake.case_intake_screen, name="case_intake_screen"),
        path(
            f"{play}place/<int:area_number>/<slug:screen>/",
            case_intake.case_intake_screen,
            name="case_intake_area_screen",
        ),
        path(f"{draft}visits/", case_visits.case_visits, name="case_visits"),
        path(f"{draft}visits/<uuid:consultation_id>/", case_visits.case_from_visit, name="case_from_visit"),
    ]
