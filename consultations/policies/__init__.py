"""Why not: each function gives the sentence to show, or None when it is allowed. Nothing else decides who may do what.

The same sentence stands beside a button that is off, answers the request that came anyway, and is what tests expect.
"""

from consultations.deciding import OverrideReason
from consultations.policies.ending import why_not_add, why_not_close, why_not_sign
from consultations.policies.flags import why_not_find, why_not_unflagged
from consultations.policies.intake import (
    is_hidden,
    tidied,
    why_not_add_area,
    why_not_answer,
    why_not_finish,
    why_not_from,
    why_not_give_back,
    why_not_remove_area,
    why_not_start,
    why_not_take_over,
    why_not_type,
)
from consultations.policies.patients import why_not_born_anew, why_not_born_on, why_not_register
from consultations.policies.places import why_not_mark
from consultations.policies.plan import (
    why_not_agree,
    why_not_confirm,
    why_not_correct,
    why_not_decide,
    why_not_reopen,
)
from consultations.policies.releases import why_not_keep, why_not_recalculate, why_not_this_release
from consultations.policies.sheet_lines import why_not_change_line, why_not_open_sheet
from consultations.policies.undoing import undo_until, why_not_unsign

__all__ = [
    "OverrideReason",
    "is_hidden",
    "tidied",
    "undo_until",
    "why_not_add",
    "why_not_add_area",
    "why_not_agree",
    "why_not_answer",
    "why_not_born_anew",
    "why_not_born_on",
    "why_not_change_line",
    "why_not_close",
    "why_not_confirm",
    "why_not_correct",
    "why_not_decide",
    "why_not_find",
    "why_not_finish",
    "why_not_from",
    "why_not_give_back",
    "why_not_keep",
    "why_not_mark",
    "why_not_recalculate",
    "why_not_open_sheet",
    "why_not_register",
    "why_not_remove_area",
    "why_not_reopen",
    "why_not_sign",
    "why_not_start",
    "why_not_take_over",
    "why_not_this_release",
    "why_not_type",
    "why_not_unflagged",
    "why_not_unsign",
]
