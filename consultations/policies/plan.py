"""Why an answer cannot be corrected, or a plan not be made, confirmed or reopened."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.deciding import (
    Area,
    Chosen,
    Decision,
    OverrideReason,
    agrees,
    can_agree,
    goes_against_a_stop,
    is_settled,
    methods_of,
    needs_second_look,
    restrictions,
    rules_behind,
    variants_left,
)
from consultations.intake.guards import hides_the_guards_of
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.consultation import WithoutMethod
from consultations.names import why_not_text
from consultations.policies.details import why_not_details
from consultations.policies.flags import why_not_clear, why_not_followed, why_not_unflagged
from consultations.policies.intake import why_not_this_answer
from consultations.policies.sheet_lines import why_not_named
from consultations.policies.states import why_not_in
from consultations.presenters.words import Words
from consultations.stopping import final_stops
from treatments.compiled_releases import compiled
from treatments.engine.protocol import Protocol

LONGEST_COMMENT = 2000
LONGEST_OWN_WORDS = 1000
LATEST_FOLLOW_UP = timedelta(days=2 * 366)


def why_not_correct(
    consultation: Consultation, by: User, question: str, value: Any, area_number: int | None = None
) -> str | None:
    if not by.may(Permission.REVIEW):
        return _("Only a dermatologist corrects answers in the review.")
    if reason := why_not_in(consultation, Status.REVIEW):
        return reason
    return why_not_clear(consultation, question, value) or why_not_this_answer(
        compiled(consultation.release), consultation, question, value, area_number
    )


def why_not_decide(consultation: Consultation, by: User, decision: Decision, at: datetime) -> str | None:
    if not by.may(Permission.DECIDE):
        return _("Only a dermatologist decides on a treatment.")
    if reason := why_not_in(consultation, Status.REVIEW):
        return reason
    areas = consultation.suggestion["areas"]
    if not 1 <= decision.area_number <= len(areas):
        return _("This visit has no such area.")
    area, protocol = areas[decision.area_number - 1], compiled(consultation.release)
    return (
        _why_not_methods(protocol, decision)
        or _why_not_instead(decision)
        or _why_not_unasked(protocol, consultation, area, decision)
        or why_not_final(protocol, area, decision)
        or _why_not_override(protocol, area, decision)
        or _why_not_restricted(protocol, area, decision)
        or why_not_details(protocol, decision.method, decision.details)
        or why_not_text(decision.comment, longest=LONGEST_COMMENT)
        or why_not_text(decision.own_words, longest=LONGEST_OWN_WORDS)
        or why_not_named(decision.own_words, consultation.patient)
        or _why_not_follow_up(consultation, decision, at)
    )


def why_not_confirm(consultation: Consultation, by: User) -> str | None:
    if not by.may(Permission.DECIDE):
        return _("Only a dermatologist confirms a plan.")
    return why_not_in(consultation, Status.REVIEW) or why_not_whole(consultation) or why_not_unflagged(consultation)


def why_not_agree(consultation: Consultation, area_number: int) -> str | None:
    """With several areas at once: one that says nothing to agree with stops all of them."""
    area = consultation.suggestion["areas"][area_number - 1]
    if can_agree(area):
        return why_not_followed(consultation, area, area_number)
    if area["outcome"] == "examine_first":
        return _("Something has to be settled before anything is done at one of the places. Decide there yourself.")
    return _("A question is open at one of the places. Answer it, or decide there yourself.")


def why_not_whole(consultation: Consultation) -> str | None:
    """A plan has a line for every area, and none for any other; to agree there must be something to agree with."""
    numbers = set(range(1, len(consultation.answers["areas"]) + 1))
    lines = list(consultation.plan_lines.all())
    decided = {line.area_number for line in lines}
    if missing := len(numbers - decided):
        sentence = ngettext("%(number)d area has no decision yet.", "%(number)d areas have no decision yet.", missing)
        return sentence % {"number": missing}
    if decided - numbers:
        return _("The plan has a line for an area that is not there.")
    areas = consultation.suggestion["areas"]
    if any(line.agrees and not agrees(areas[line.area_number - 1], line) for line in lines):
        return _("A decision no longer fits: a question about its place is open. Decide on that place again.")
    protocol = compiled(consultation.release)
    stopped = (why_not_final(protocol, areas[line.area_number - 1], line) for line in lines)
    return next(filter(None, stopped), None)


def why_not_reopen(consultation: Consultation, by: User) -> str | None:
    if not by.may(Permission.DECIDE):
        return _("Only a dermatologist reopens a plan.")
    if consultation.status == Status.CONFIRMED:
        return None
    return why_not_in(consultation) if consultation.status != Status.REVIEW else _("This plan is open already.")


def _why_not_methods(protocol: Protocol, decision: Decision) -> str | None:
    for method in filter(None, (decision.method, decision.add_on)):
        if method not in protocol.methods:
            return _("This protocol has no such method.")
    if decision.add_on and decision.add_on == decision.method:
        return _("The add-on is the method itself. Choose another one or none.")
    if decision.add_on and not decision.method:
        return _("An add-on goes with a method. Choose it as the method instead.")
    return None


def _why_not_instead(decision: Decision) -> str | None:
    if decision.without_method and decision.without_method not in WithoutMethod.values:
        return _("That is not one of the choices.")
    if decision.without_method and decision.method:
        return _("Choose a method, or what is done without one.")
    if (decision.without_method == WithoutMethod.SOMETHING_ELSE) != bool(decision.own_words.strip()):
        return _("Write in your own words what is done.") if decision.without_method else _("Choose “Something else”.")
    return None


def _why_not_unasked(protocol: Protocol, consultation: Consultation, area: Area, decision: Decision) -> str | None:
    """An answer that ends the visit without treatment also hides what a treatment would have to know first."""
    for method in filter(None, (decision.method, decision.add_on)):
        if to_correct := hides_the_guards_of(
            protocol, consultation.answers, area["fired"], method, decision.area_number
        ):
            words = Words.of(protocol, consultation.patient.language).question(to_correct)
            return _("Correct “%(question)s” first: because of it nobody was asked what this method needs to know.") % {
                "question": words
            }
    return None


def why_not_final(protocol: Protocol, area: Area, chosen: Chosen) -> str | None:
    """Nobody overrides what the clinic says nobody overrides."""
    found = (stop for method in methods_of(chosen) for stop in final_stops(protocol, area, method))
    if stop := next(found, None):
        return _("This clinic never overrides what stops this treatment: %(because)s") % {"because": stop["because"]}
    return None


def _why_not_override(protocol: Protocol, area: Area, decision: Decision) -> str | None:
    if set(decision.reasons) - set(OverrideReason.values) or len(set(decision.reasons)) != len(decision.reasons):
        return _("That is not one of the reasons offered.")
    if agrees(area, decision):
        return None
    if not decision.reasons:
        return _without_a_reason(area)
    if set(decision.doubted) - rules_behind(area, decision):
        return _("A rule that was named does not speak here. Open the page again.")
    if OverrideReason.OTHER in decision.reasons and not decision.comment.strip():
        return _("Say in the comment what the other reason is.")
    if goes_against_a_stop(area, decision):
        return _why_not_stopped(protocol, area, decision)
    if not is_settled(area) and not decision.comment.strip():
        return _("A question about this place is open. Write in the comment why nothing is done here.")
    return None


def _without_a_reason(area: Area) -> str:
    if is_settled(area):
        return _("Choose at least one reason for not following the suggestion.")
    return _("A question about this place is open, so there is nothing to agree with. Choose at least one reason.")


def _why_not_stopped(protocol: Protocol, area: Area, decision: Decision) -> str | None:
    if not decision.comment.strip():
        return _("This treatment was stopped for this patient. Write in the comment why you choose it.")
    if needs_second_look(protocol, area, decision) and not decision.confirmed_twice:
        return _("This treatment was stopped for this patient. Confirm once more that you mean it.")
    return None


def _why_not_restricted(protocol: Protocol, area: Area, decision: Decision) -> str | None:
    limits = restrictions(protocol, area, decision.method, decision.add_on)
    codes = {restricted.code for restricted in limits}
    if set(decision.restrictions_ticked) - codes:
        return _("A tick does not belong to this treatment. Open the page again.")
    for restricted in limits:
        if restricted.code not in decision.restrictions_ticked:
            return _("Tick that you keep to the restriction: %(label)s.") % {"label": restricted.label}
    left = variants_left(protocol, area, decision.method)
    if _variants(protocol, decision.method) and not left:
        return _("The restrictions leave no kind of this treatment.")
    if decision.variant and decision.variant not in _variants(protocol, decision.method):
        return _("This treatment has no such kind.")
    if decision.variant and decision.variant not in left:
        return _("A restriction rules this kind of the treatment out.")
    return None


def _variants(protocol: Protocol, method: str) -> set[str]:
    return {variant.key for variant in protocol.methods[method].variants} if method else set()


def _why_not_follow_up(consultation: Consultation, decision: Decision, at: datetime) -> str | None:
    if decision.follow_up_on is None:
        return None
    today = at.astimezone(consultation.site.zone).date()
    if decision.follow_up_on < today:
        return _("The follow-up is in the past.")
    if decision.follow_up_on > today + LATEST_FOLLOW_UP:
        return _("The follow-up is more than two years away.")
    return None
