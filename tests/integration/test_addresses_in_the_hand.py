"""Where a page in the patient's hand leads to: never an address of the desk, whatever its own address asked for."""

import pytest
from django.urls import reverse

from tests.integration.clinic_factory import Clinic
from tests.integration.tablets import handed_over, ready, sent, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("then", ["hand-over", "today", "//elsewhere.example/", "/today/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_asks_for_the_desks_way_stays_in_the_hand(method, then):
    clinic = Clinic()
    visit = ready(clinic, given_name="Amy")
    tablet = handed_over(clinic, visit)
    first = tablet.get(reverse("tablet"))["Location"]
    answer = getattr(tablet, method)(f"{first}?then={then}", sent(visit, wants_treatment="yes"))
    assert method == "get" or answer.status_code == 302, words(answer)
    leads_to = answer.get("Location", reverse("tablet"))
    assert leads_to.startswith("/tablet/"), leads_to
    assert str(visit.pk) not in leads_to + words(answer)
