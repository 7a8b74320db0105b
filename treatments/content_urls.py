"""The addresses of the workbench. A protocol's own pages stand below its name."""

from django.urls import include, path

from treatments.views import draft, workbench

A_DRAFT = "content/<slug:slug>/"

urlpatterns = [
    path("content/", workbench.workbench, name="workbench"),
    path(A_DRAFT, workbench.draft, name="draft"),
    path(f"{A_DRAFT}undo/", draft.undo, name="draft_undo"),
    path(f"{A_DRAFT}redo/", draft.redo, name="draft_redo"),
    path(f"{A_DRAFT}move/", draft.move, name="draft_move"),
    path(f"{A_DRAFT}remove/", draft.remove, name="draft_remove"),
    path(f"{A_DRAFT}presence/", draft.presence, name="draft_presence"),
    path("", include("treatments.case_urls")),
    path("", include("treatments.check_urls")),
    path("", include("treatments.question_urls")),
    path("", include("treatments.text_urls")),
    path("", include("treatments.rule_urls")),
]
