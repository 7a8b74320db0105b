"""The address of a draft's question as patients will see it."""

from django.urls import URLPattern, path

from consultations.views.preview import question_preview


def pages_of_the_preview(draft: str) -> list[URLPattern]:
    """`draft` is the beginning of every address of a draft."""
    return [path(f"{draft}questions/<slug:key>/preview/", question_preview, name="draft_question_preview")]
