"""The addresses of what the checks found in a draft."""

from django.urls import path

from treatments.views import checks

FOUND = "content/<slug:slug>/checks/"

urlpatterns = [
    path(FOUND, checks.checks, name="draft_checks"),
    path(f"{FOUND}<slug:fingerprint>/", checks.accept, name="draft_check_accept"),
]
