"""A form of the review that is answered on the page: its script gets the page as it is now, a browser without it a
redirect to it.
"""

from django.http import HttpRequest, HttpResponse

from consultations import access
from consultations.models import Consultation
from consultations.presenters.changes import changes
from consultations.presenters.words import Words
from consultations.views.review import review_page
from treatments.compiled_releases import compiled

HERE = "Pearl-Here"


def answered_in_place(request: HttpRequest, before: Consultation, answer: HttpResponse | None) -> HttpResponse | None:
    """`before` is the visit as it was when the request came; `answer` leads to the review, or is nothing if refused."""
    if answer is None or HERE not in request.headers:
        return answer
    now = access.consultation(request.user, before.pk)
    words = Words.of(compiled(now.release), request.LANGUAGE_CODE)
    return review_page(request, now, changed=changes(words, now.answers, before.suggestion, now.suggestion))
