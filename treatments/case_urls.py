"""The addresses of the cases of a draft."""

from django.urls import path

from treatments.views import draft_cases, editing_cases, trying_cases

CASES = "content/<slug:slug>/cases/"

urlpatterns = [
    path(CASES, draft_cases.cases, name="draft_cases"),
    path(f"{CASES}new/", editing_cases.new, name="draft_case_new"),
    path(f"{CASES}<slug:code>/", draft_cases.case, name="draft_case"),
    path(f"{CASES}<slug:code>/try/", trying_cases.try_out, name="draft_case_try"),
    path(f"{CASES}<slug:code>/edit/", editing_cases.edit, name="draft_case_edit"),
    path(f"{CASES}<slug:code>/accept/", editing_cases.accept, name="draft_case_accept"),
]
