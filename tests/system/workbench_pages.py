"""The pages of the workbench, each in its states: a draft that differs, one that was sent, a run that is done."""

from clinic.accounts.models import User
from clinic.accounts.permissions import Role
from consultations.impact.working import work_off
from tests.integration.clinic_factory import NOW, Clinic, milia, person
from tests.integration.drafts_made import change
from tests.integration.drafts_sent import send
from tests.system.place import Place, place
from treatments import impact_running
from treatments.loading import load_document
from treatments.models import Protocol

M = "milia"
LISTS = ["methods", "aftercare", "questions", "conflicts", "rules", "cases", "sources", "policies", "texts", "checks"]


def pages_of_the_workbench(clinic: Clinic) -> list[Place]:
    mina = person(Role.CONTENT_ADMIN, sites=[clinic.site], name="Mina Wolfeschlegelsteinhausenbergerdorff")
    paul = person(Role.CONTENT_ADMIN, sites=[clinic.site], name="Paul Weber")
    draft = load_document(document=milia(), by=None, at=NOW).protocol
    clinic.signed(clinic.patient(family_name="Past"))
    _changed(draft, mina)
    return [*_of_the_lists(mina), *_of_one_part(mina), *_of_cases(mina), *_of_publishing(draft, mina, paul)]


def _changed(draft: Protocol, by: User) -> None:
    change(draft, "rules", "EX-26", by, when="age_years < 21")
    change(draft, "methods", "cryo", by, term="Freezing with liquid nitrogen")
    change(draft, "aftercare", "AC-01", by, text={"en": "The spot stings. Call {clinic_phone} if it gets worse."})


def _of_the_lists(mina: User) -> list[Place]:
    names = [
        "methods",
        "aftercare",
        "questions",
        "conflicts",
        "rules",
        "cases",
        "sources",
        "policies",
        "texts",
        "checks",
    ]
    return [place(mina, "draft", M), *(place(mina, f"draft_{name}", M) for name in names)]


def _of_one_part(mina: User) -> list[Place]:
    return [
        place(mina, "draft_method", M, "cryo"),
        place(mina, "draft_aftercare_step", M, "AC-01"),
        place(mina, "draft_aftercare_new", M),
        place(mina, "draft_question", M, "pregnancy"),
        place(mina, "draft_question_new", M),
        place(mina, "draft_question_preview", M, "pregnancy"),
        place(mina, "draft_conflict", M, milia().conflicts[0].code),
        place(mina, "draft_rule", M, "EX-26"),
        place(mina, "draft_rule_new", M),
        place(mina, "draft_rules_table", M),
        place(mina, "draft_source", M, "GK"),
        place(mina, "draft_policy", M, milia().policies[0].key),
        place(mina, "draft_text", M, "name"),
        place(mina, "draft_text", M, "consent"),
    ]


def _of_cases(mina: User) -> list[Place]:
    return [
        place(mina, "draft_case", M, "D13"),
        place(mina, "draft_case_edit", M, "D13"),
        place(mina, "draft_case_try", M, "D13"),
        place(mina, "draft_case_new", M),
        place(mina, "case_intake", M),
        place(mina, "case_visits", M),
    ]


def _of_publishing(draft: Protocol, mina: User, paul: User) -> list[Place]:
    impact_running.start(protocol_id=draft.pk, total=1, by=mina, at=NOW)
    work_off()
    sent = send(draft, mina, note="Laser from twenty-one on.")
    return [
        place(mina, "impact", M),
        place(mina, "impact_changes", M),
        place(mina, "draft_changes", M),
        place(mina, "compare", M, "1", "draft"),
        place(mina, "draft_log", M),
        place(mina, "draft_import", M),
        place(mina, "submission", M, sent.pk),
        place(paul, "submission", M, sent.pk),
        place(mina, "release_restore", M, 1),
        place(mina, "release_withdraw", M, 1),
        place(mina, "release", M, 1),
    ]
