"""The addresses of the impact of a draft on past visits."""

from django.urls import URLPattern, path

from consultations.views import impact


def pages_of_the_impact(draft: str) -> list[URLPattern]:
    """`draft` is the beginning of every address of a draft."""
    return [
        path(f"{draft}impact/", impact.impact, name="impact"),
        path(f"{draft}impact/start/", impact.impact_start, name="impact_start"),
        path(f"{draft}impact/cancel/", impact.impact_cancel, name="impact_cancel"),
        path(f"{draft}impact/progress/", impact.impact_progress, name="impact_progress"),
        path(f"{draft}impact/visits/", impact.impact_changes, name="impact_changes"),
    ]
