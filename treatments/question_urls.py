"""The addresses of a draft's questions and contradictions."""

from django.urls import path

from treatments.views import draft_conflicts, draft_questions

A_DRAFT = "content/<slug:slug>/"

urlpatterns = [
    path(f"{A_DRAFT}questions/", draft_questions.listed, name="draft_questions"),
    path(f"{A_DRAFT}questions/new/", draft_questions.new, name="draft_question_new"),
    path(f"{A_DRAFT}questions/<slug:key>/", draft_questions.question, name="draft_question"),
    path(f"{A_DRAFT}contradictions/", draft_conflicts.listed, name="draft_conflicts"),
    path(f"{A_DRAFT}contradictions/new/", draft_conflicts.new, name="draft_conflict_new"),
    path(f"{A_DRAFT}contradictions/<slug:code>/", draft_conflicts.conflict, name="draft_conflict"),
]
