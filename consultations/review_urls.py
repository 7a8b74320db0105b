"""The addresses of the review of a visit: what is read there, answered there and agreed with."""

from django.urls import URLPattern, path

from consultations.views import answering, flags, recalculating, review

AN_AREA = "area/<int:area_number>/"


def pages_of_the_review(visit: str) -> list[URLPattern]:
    """`visit` is the beginning of every address of a visit."""
    return [
        path(f"{visit}review/", review.review, name="review"),
        path(f"{visit}review/answer-here/", answering.answer_in_place, name="answer_in_place"),
        path(f"{visit}review/answer/<slug:question>/", answering.correct, name="answer_correct"),
        path(f"{visit}review/{AN_AREA}<slug:question>/", answering.correct, name="answer_correct_area"),
        path(f"{visit}flags/", flags.find, name="flag_find"),
        path(f"{visit}agree/", review.agree_all, name="agree_all"),
        path(f"{visit}release/follow/", recalculating.recalculate, name="recalculate"),
        path(f"{visit}release/keep/", recalculating.keep_release, name="keep_release"),
    ]
