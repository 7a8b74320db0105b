"""The pages about a patient's sheet: in the clinic, and at its own address."""

from collections.abc import Iterator

from django.utils import timezone

from consultations.models import Patient
from consultations.models.sheet import HandedOutAs, MailState
from consultations.services import sheets
from tests.integration.clinic_factory import Clinic
from tests.integration.sheets_given import owed, readable
from tests.system.place import Place, place
from tests.system.screen import Screen


def pages_of_a_sheet(clinic: Clinic, patients: Iterator[Patient]) -> list[Place]:
    fresh, handed_out = clinic.signed(next(patients)), clinic.signed(next(patients), areas=2)
    link = readable(handed_out)
    printed = {"how": HandedOutAs.PRINT, "large": True, "by": clinic.desk, "at": timezone.now()}
    sheets.hand_out(record=handed_out.record, **printed)
    owed(clinic, handed_out, key="waits")
    owed(clinic, handed_out, key="came back", to="a.very.long.name@example.org", state=MailState.FAILED)
    return [
        place(clinic.desk, "aftercare", fresh.pk),
        place(clinic.desk, "aftercare", handed_out.pk),
        place(clinic.desk, "aftercare_mail", handed_out.pk),
        place(clinic.desk, "aftercare_mail", handed_out.pk, then=types_an_address),
        place(None, "sheet_public", link.token),
        place(None, "sheet_public", link.token, query="?size=largest"),
    ]


def types_an_address(screen: Screen) -> None:
    """To the page that reads it back."""
    screen.page.locator("main input[name=to]").fill("amy.jones-wolfeschlegelsteinhausen@example.org")
    with screen.coming_to_a_page():
        screen.hits(screen.page.locator("main form .btn-primary").first)
    screen.page.locator("main [name=read_back]").wait_for(state="attached")
