"""The addresses of what a draft says: methods, aftercare, sources, clinic policies, texts of the protocol."""

from django.urls import path

from treatments.views import draft_aftercare, draft_methods, draft_sources, draft_texts

A_DRAFT = "content/<slug:slug>/"

urlpatterns = [
    path(f"{A_DRAFT}methods/", draft_methods.methods, name="draft_methods"),
    path(f"{A_DRAFT}methods/new/", draft_methods.method_new, name="draft_method_new"),
    path(f"{A_DRAFT}method/<slug:key>/", draft_methods.method, name="draft_method"),
    path(f"{A_DRAFT}aftercare/", draft_aftercare.aftercare, name="draft_aftercare"),
    path(f"{A_DRAFT}aftercare/new/", draft_aftercare.step_new, name="draft_aftercare_new"),
    path(f"{A_DRAFT}aftercare/move/", draft_aftercare.move, name="draft_aftercare_move"),
    path(f"{A_DRAFT}aftercare/<slug:code>/", draft_aftercare.step, name="draft_aftercare_step"),
    path(f"{A_DRAFT}sources/", draft_sources.sources, name="draft_sources"),
    path(f"{A_DRAFT}sources/new/", draft_sources.source_new, name="draft_source_new"),
    path(f"{A_DRAFT}source/<slug:code>/", draft_sources.source, name="draft_source"),
    path(f"{A_DRAFT}policies/", draft_sources.policies, name="draft_policies"),
    path(f"{A_DRAFT}policies/<slug:key>/", draft_sources.policy, name="draft_policy"),
    path(f"{A_DRAFT}texts/", draft_texts.texts, name="draft_texts"),
    path(f"{A_DRAFT}texts/<slug:field>/", draft_texts.text, name="draft_text"),
]
