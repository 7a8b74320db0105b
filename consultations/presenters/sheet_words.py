"""What stands on the patient's sheet in words, for the page and for the paper: both say the same."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.presenters.aftercare import AftercareSheet
from consultations.presenters.sheet_places import in_one_sentence


@dataclass(frozen=True, slots=True)
class SheetWords:
    """`opening`, `facts` and `checked` are lines of their own; facts are pairs of a heading and what it is about.

    `face` is what the picture of the face shows, for who cannot see it.
    """

    title: str
    name: str
    born: str
    opening: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    face: str
    to_do: str
    normal: str
    call: str
    call_also: tuple[str, ...]
    closed: str
    call_now: str
    next_visit: tuple[str, str]
    checked: tuple[str, ...]

    @classmethod
    def of(cls, sheet: AftercareSheet) -> "SheetWords":
        return cls(
            title=_("After your treatment") if sheet.done else _("After your visit"),
            name=as_it_reads(f"{sheet.patient.family_name.upper()}, {sheet.patient.given_name}"),
            born=_("Born %(day)s") % {"day": date_format(sheet.patient.birth_date, "d-M-Y")},
            opening=_opening(sheet),
            facts=_facts(sheet),
            face=in_one_sentence(sheet.where),
            to_do=_("What to do"),
            normal=_("What is normal"),
            call=_("When to call us"),
            call_also=_call_also(sheet),
            closed=_("When we are closed, call"),
            call_now=_("Do not wait"),
            next_visit=(_("Your next visit:"), _next_visit(sheet)),
            checked=_checked(sheet),
        )


def as_it_reads(name: str) -> str:
    """A name keeps its own direction and does not turn what stands around it."""
    return f"\u2068{name}\u2069"


def heading_of(words: str, group: str) -> str:
    """The heading of a part, with the places it is about where there are others."""
    return _("%(part)s: %(places)s") % {"part": words, "places": group} if group else words


def _opening(sheet: AftercareSheet) -> tuple[str, ...]:
    day = date_format(sheet.treated_on, "l j F Y")
    return (_("%(day)s, with %(name)s") % {"day": day, "name": as_it_reads(sheet.doctor)},)


def _facts(sheet: AftercareSheet) -> tuple[tuple[str, str], ...]:
    done = "; ".join(f"{what} ({place})" if place else what for place, what in sheet.done)
    facts = [(_("What was done:"), f"{done}.")] if done else []
    if sheet.where:
        facts.append((_("Where:"), "; ".join(place.in_words(len(sheet.where)) for place in sheet.where) + "."))
    facts += [("", f"{limit}.") for limit in sheet.kept_to]
    facts += [(f"{place}:" if place else "", notice) for place, notice in sheet.notices]
    return tuple(facts)


def _call_also(sheet: AftercareSheet) -> tuple[str, ...]:
    """Without a number the box would lead nowhere."""
    also = [] if sheet.has_calls else [_("Call us if anything worries you.")]
    return tuple(also if sheet.phone else [*also, _("Ask us for our phone number before you leave.")])


def _next_visit(sheet: AftercareSheet) -> str:
    if sheet.next_visit:
        return date_format(sheet.next_visit, "l j F Y")
    return _("none is planned. Call us if you need one.")


def _checked(sheet: AftercareSheet) -> tuple[str, ...]:
    checked = _("Sheet from release %(number)s, checked by %(name)s on %(day)s.") % {
        "number": sheet.release,
        "name": as_it_reads(sheet.doctor),
        "day": date_format(sheet.treated_on, "d-M-Y"),
    }
    address = ", ".join(line.strip() for line in sheet.address.splitlines() if line.strip())
    where = ", ".join(as_it_reads(part) for part in (sheet.clinic, address) if part)
    return (checked, _("Large print: ask us."), f"{where}.")
