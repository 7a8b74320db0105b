"""From the queue to the signature: presses of the mouse counted (T2), errors told (T14), for everybody (T12)."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from consultations.models import SignatureWithdrawal, SignedRecord
from consultations.services import review, signing
from tests.integration.clinic_factory import PASSWORD
from tests.system.doctor import Doctor
from tests.system.measuring import OVERFLOW

pytestmark = pytest.mark.django_db(transaction=True)
EVERY_PRESS = "addEventListener('pointerdown', () => window.pressed(), true)"


class Mouse(Doctor):
    """Counts what the browser itself sees of the mouse. Typing is no press, wherever the focus already is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.presses_seen = 0
        self.page.expose_function("pressed", self._count)
        self.page.add_init_script(EVERY_PRESS)

    def _count(self):
        self.presses_seen += 1

    def counted(self):
        self.page.wait_for_timeout(50)
        seen, self.presses_seen = self.presses_seen, 0
        return seen

    def signs_by_typing(self, *texts):
        """What is asked has the focus, so that nothing has to be pressed before typing."""
        expect(self.page.locator(".sign-form input:focus")).to_have_count(1)
        for number, text in enumerate(texts):
            if number:
                self.page.keyboard.press("Tab")
            self.page.keyboard.type(text)
        with self.coming_to_a_page():
            self.hits(self.page.get_by_role("button", name="Sign", exact=True))
        return self


def waiting(clinic, name, **differs):
    return clinic.in_review(clinic.patient(family_name=name), **differs)


def test_the_common_plan_is_signed_in_three_presses_and_the_next_one_in_two(clinic, windows):
    visits = [waiting(clinic, name) for name in ("Okafor", "Khan", "Lee")]
    doctor = windows.window(Mouse, clinic.derm, kind="desktop").opens("/queue/")

    doctor.presses("Next patient").agrees().signs_by_typing(clinic.derm.username, PASSWORD)
    assert doctor.counted() == 3
    doctor.sees("Signed for ").agrees().signs_by_typing(PASSWORD)
    assert doctor.counted() == 2
    doctor.agrees().signs_by_typing(PASSWORD)
    assert doctor.counted() == 2

    assert doctor.heading == "Queue"
    assert {record.consultation_id for record in SignedRecord.objects.all()} == {visit.pk for visit in visits}


def test_one_red_flag_takes_four_presses_and_its_note_one_more(clinic, windows):
    waiting(clinic, "Okafor", symptoms=["bleeding"])
    waiting(clinic, "Khan", symptoms=["bleeding"])
    doctor = windows.window(Mouse, clinic.derm, kind="desktop").opens("/queue/")

    doctor.presses("Next patient").finds("Examined, no concern").agrees()
    doctor.signs_by_typing(clinic.derm.username, PASSWORD)
    assert doctor.counted() == 4
    doctor.finds("Examined, no concern", note="Old scratch.").agrees().signs_by_typing(PASSWORD)
    assert doctor.counted() <= 4

    assert SignedRecord.objects.count() == 2
    # Both have waited equally long, so either may be the second.
    assert ["Old scratch." in record.document for record in SignedRecord.objects.order_by("id")] == [False, True]


def test_signed_undone_signed_again_and_put_away(clinic, on_both):
    visit = clinic.confirmed(clinic.patient(family_name="Okafor"))
    doctor = on_both.window(Doctor, clinic.derm).opens(f"/consultations/{visit.pk}/sign/").signs()
    bar = doctor.page.locator(".signed-bar")

    doctor.presses("Undo until", within=bar)
    assert doctor.heading == "Review"
    expect(bar).to_contain_text("The signature for OKAFOR, Amy was undone")
    doctor.presses("Go to sign").signs()
    assert SignatureWithdrawal.objects.count() == 1
    expect(bar.locator(".signed-row").first).to_contain_text("Signed for OKAFOR, Amy")
    for _row in range(2):
        doctor.presses("Put away", within=bar.locator(".signed-row").first)
    expect(bar).to_have_count(0)


def test_an_empty_form_and_a_wrong_password_are_told_in_the_summary(clinic, on_both, anybody_can_use):
    visit = clinic.confirmed()
    doctor = on_both.window(Doctor, clinic.derm).opens(f"/consultations/{visit.pk}/sign/")

    with doctor.coming_to_a_page():
        doctor.hits(doctor.page.get_by_role("button", name="Sign", exact=True))
    doctor.is_told_of_an_error("Enter your password to sign.")
    field = doctor.page.get_by_label("Your password")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert field.get_attribute("aria-describedby")
    doctor.hits(doctor.page.locator(".error-summary a").last)
    expect(field).to_be_focused()
    anybody_can_use(doctor.page)
    doctor.writes(Your_user_name=clinic.derm.username)
    doctor.signs("not my password").is_told_of_an_error("Nothing was signed.")
    expect(doctor.page.get_by_label("Your password")).to_have_value("")
    assert not SignedRecord.objects.exists()


def test_everybody_can_use_the_page_to_sign_the_bar_and_the_record(clinic, on_both, anybody_can_use):
    now = timezone.now()
    visit = clinic.decided(clinic.patient(family_name="Okafor"), areas=2, count="21_plus", spread="wide")
    own = {"consultation_id": visit.pk, "by": clinic.derm, "at": now}
    visit = review.confirm(**own, revision=visit.revision)
    doctor = on_both.window(Doctor, clinic.derm, look_over=anybody_can_use)

    doctor.opens(f"/consultations/{visit.pk}/sign/").signs()
    assert doctor.page.evaluate(OVERFLOW) == 0
    doctor.views_what_was_signed()
    assert doctor.heading == "Signed record"
    assert doctor.page.evaluate(OVERFLOW) == 0
    visit.refresh_from_db()
    visit = signing.withdraw_signature(**own | {"at": timezone.now()}, record_id=visit.record.pk)
    doctor.opens(f"/consultations/{visit.pk}/record/?number=1")
    assert doctor.heading == "Signature taken back"


def test_sign_and_print_opens_the_sheet_and_ends_the_undo(clinic, windows):
    visit = clinic.confirmed()
    doctor = windows.window(Doctor, clinic.derm, kind="desktop")
    doctor.page.add_init_script("window.print = () => { window.printed = true; }")
    doctor.opens(f"/consultations/{visit.pk}/sign/")
    doctor.writes(Your_user_name=clinic.derm.username, Your_password=PASSWORD)
    doctor.presses("Sign and print sheet")

    assert doctor.page.url.partition("?")[0].endswith("/aftercare/")
    assert SignedRecord.objects.get().handed_out.count() == 1
    doctor.opens("/queue/").sees("Signed for JONES, Amy").sees_no("Undo until")
