"""The addresses of what a draft says: methods, aftercare, sources, clinic policies, texts of the protocol."""

from django.urls import path

from treatments.views import draft_methods

A_DRAFT = "content/<slug:slug>/"

urlpatterns = [
    path(f"{A_DRAFT}methods/", draft_methods.methods, name="draft_methods"),
    path(f"{A_DRAFT}methods/new/", draft_methods.method_new, name="draft_method_new"),
    path(f"{A_DRAFT}method/<slug:key>/", draft_methods.method, name="draft_method"),
]
