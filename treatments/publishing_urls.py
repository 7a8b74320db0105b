"""The addresses between a draft and a release: what changed, approval, the log, restoring, files."""

from django.urls import path

from treatments.views import changes, submissions

A_DRAFT = "content/<slug:slug>/"
A_SUBMISSION = f"{A_DRAFT}approval/<int:pk>/"

urlpatterns = [
    path(f"{A_DRAFT}changes/", changes.changes, name="draft_changes"),
    path(f"{A_DRAFT}send/", changes.send, name="draft_send"),
    path(f"{A_DRAFT}compare/", changes.compare_any, name="compare_any"),
    path(f"{A_DRAFT}compare/<slug:a>/<slug:b>/", changes.compare, name="compare"),
    path(A_SUBMISSION, submissions.submission, name="submission"),
    path(f"{A_SUBMISSION}approve/", submissions.approve, name="submission_approve"),
    path(f"{A_SUBMISSION}back/", submissions.back, name="submission_back"),
    path(f"{A_SUBMISSION}take-back/", submissions.take_back, name="submission_take_back"),
]
