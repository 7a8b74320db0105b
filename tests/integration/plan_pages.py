"""The page on which one place is decided, as it is sent and read."""

import re
from html import unescape

from django.urls import reverse

from tests.integration.clinic_factory import milia, release_of
from tests.integration.pages_sent import form_of

WHY = {"reasons": "my_exam_differs", "comment": "Seen under the lamp."}


def address(visit, number=1):
    return reverse("plan_line", args=[visit.pk, number])


def read(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1])))


def decide(doctor, visit, number=1, **typed):
    return doctor.post(address(visit, number), form_of(visit, **typed))


def another(visit, verdict="possible"):
    return next(each["method"] for each in visit.suggestion["areas"][0]["methods"] if each["verdict"] == verdict)


def forbidding():
    policies = tuple(
        policy.model_copy(update={"chosen": "never"}) if policy.key == "override_of_hard_stops" else policy
        for policy in milia().policies
    )
    release_of(milia().model_copy(update={"policies": policies}))
