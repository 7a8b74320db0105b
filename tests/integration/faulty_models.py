"""A model as somebody could add it one day without saying whether it is final."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import models


@contextmanager
def an_unlisted_model() -> Iterator[str]:
    attributes = {"__module__": "consultations.models", "Meta": type("Meta", (), {"app_label": "consultations"})}
    type("Sketch", (models.Model,), attributes)
    try:
        yield "consultations.Sketch"
    finally:
        del apps.all_models["consultations"]["sketch"]
        apps.clear_cache()
