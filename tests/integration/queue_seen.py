"""The queue as a test sees it: who waits, and what the page says."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation

FLAGGED = {"symptoms": ["bleeding"]}


def waits(clinic, name, minutes=10, **differs):
    visit = clinic.in_review(clinic.patient(family_name=name), **differs)
    since = timezone.now() - timedelta(minutes=minutes)
    Consultation.objects.filter(pk=visit.pk).update(intake_finished_at=since)
    return visit


def queue(client, **asked):
    return client.get(reverse("queue"), asked)


def names(answer):
    return re.findall(r"<bdi>([A-Z]+[0-9]*), Amy</bdi></a>", answer.content.decode())


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def send(client, name, visit, **differs):
    form = {"patient": str(visit.patient_id)} | differs
    return client.post(reverse(name, args=[visit.pk]), form)


def again(client, seen, **asked):
    return client.get(reverse("queue"), asked, headers={"Pearl-Seen": seen})


def version(answer):
    return re.search(r'data-version="(\w+)"', answer.content.decode()).group(1)
