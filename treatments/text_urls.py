"""The addresses of what a draft says: methods, aftercare, sources, clinic policies, texts of the protocol."""

from django.urls import path

from treatments.views import draft_aftercare, draft_methods

A_DRAFT = "content/<slug:slug>/"

urlpatterns = [
    path(f"{A_DRAFT}methods/", draft_methods.methods, name="draft_methods"),
    path(f"{A_DRAFT}methods/new/", draft_methods.method_new, name="draft_method_new"),
    path(f"{A_DRAFT}method/<slug:key>/", draft_methods.method, name="draft_method"),
    path(f"{A_DRAFT}aftercare/", draft_aftercare.aftercare, name="draft_aftercare"),
    path(f"{A_DRAFT}aftercare/new/", draft_aftercare.step_new, name="draft_aftercare_new"),
    path(f"{A_DRAFT}aftercare/move/", draft_aftercare.move, name="draft_aftercare_move"),
    path(f"{A_DRAFT}aftercare/<slug:code>/", draft_aftercare.step, name="draft_aftercare_step"),
]
