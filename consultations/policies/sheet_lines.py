"""Why a line of the patient's sheet stays as it is."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.aftercare import Step, is_on_every_sheet, may_be_left_out
from consultations.lifecycle import Status
from consultations.models import Consultation, Patient
from consultations.nameless import names_somebody
from consultations.names import tidy_line, why_not_line
from consultations.policies.states import why_not_in

LONGEST_LINE = 400
FEWEST_WORDS, FEWEST_LETTERS = 2, 4
# Thai, Lao, Burmese, Khmer, kana and Chinese characters.
_WITHOUT_BLANKS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_EMPTY_LETTERS = "\u115f\u1160"


def why_not_open_sheet(consultation: Consultation, by: User) -> str | None:
    if not by.may(Permission.DECIDE):
        return _("Only a dermatologist changes the patient's sheet.")
    return why_not_in(consultation, Status.REVIEW, Status.CONFIRMED)


def why_not_change_line(step: Step | None, sheet: Iterable[Step], text: str | None, patient: Patient) -> str | None:
    """`text` None puts it back as it was, an empty one leaves it out."""
    if step is None:
        return _("This line is not on the sheet any more, because the plan was changed.")
    if text is None:
        return None
    if not tidy_line(text):
        return _why_not_leave_out(step, sheet)
    return why_not_line(text, longest=LONGEST_LINE) or _why_not_said(tidy_line(text)) or why_not_named(text, patient)


def _why_not_leave_out(step: Step, sheet: Iterable[Step]) -> str | None:
    if is_on_every_sheet(step):
        return _("When to call at once stands on every sheet. Say it in other words.")
    if not may_be_left_out(step, sheet):
        return _("This is the last line that says when to call, and one stands on every sheet. Say it in other words.")
    return None


def _why_not_said(text: str) -> str | None:
    """A full stop in place of a line would take it away without saying that it is left out."""
    letters = [sign for sign in text if _is_letter(sign)]
    spoken = [word for word in text.split() if any(map(_is_letter, word))]
    if len(spoken) >= FEWEST_WORDS or sum(bool(_WITHOUT_BLANKS.match(sign)) for sign in letters) >= FEWEST_LETTERS:
        return None
    return _("The patient needs words here, at least two. Leave the line out if it is not to be said.")


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign).startswith("L") and sign not in _EMPTY_LETTERS


def why_not_named(text: str, patient: Patient) -> str | None:
    """The sheet also has a page that is read without signing in, which promises to name nobody."""
    if names_somebody(tidy_line(text), patient):
        return _("This names the patient. The sheet can also be read without signing in, so say it without the name.")
    return None
