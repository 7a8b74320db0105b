"""A fault of ours can be found in the log, and the log names no patient."""

from pathlib import Path

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from clinic import urls

handler500 = urls.handler500


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError("Aiyana Secret is not a number")


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]


@pytest.mark.faults
@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_log_says_where_a_fault_happened_but_not_what_was_typed(client, caplog):
    client.raise_request_exception = False

    answer = client.get("/breaks/?name=Aiyana")

    assert answer.status_code == 500
    assert f"ValueError at {Path(__file__).name}:" in caplog.text
    assert "Aiyana" not in "".join(record.getMessage() for record in caplog.records)
    assert "Aiyana" not in answer.content.decode()
