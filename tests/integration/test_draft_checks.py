"""What the checks found in a draft: listed with a patient, known to the live release, accepted with a note."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from tests.integration.clinic_factory import MILIA, NOW, person, site
from tests.integration.drafts_made import admin, change, milia_draft, part, signed_in
from tests.integration.drafts_sent import impact_worked_out, send
from treatments.editing.changing import change_part
from treatments.editing.parts import Draft, stamp_of
from treatments.loading import load_document
from treatments.models import AcceptedFinding, Protocol
from treatments.protocol_file import read_protocol
from treatments.workbench.checks.accepting import accept_finding
from treatments.workbench.checks.findings import State, findings_about, findings_in, open_by_rule, open_findings

pytestmark = pytest.mark.django_db
COPY = "EX-77"


@pytest.fixture
def mina():
    return admin("Mina")


@pytest.fixture
def milia():
    return milia_draft()


@pytest.fixture
def doubled(milia, mina):
    """A draft with a rule that says what another says already."""
    rule = part(milia, "rules", "EX-16") | {"code": COPY}
    place = {"protocol_id": milia.pk, "parts": "rules", "code": ""}
    change_part(**place, values=rule, stamp=stamp_of(None), by=mina, at=NOW)
    return Protocol.objects.get(pk=milia.pk)


def found(protocol):
    return findings_in(Draft.read(Protocol.objects.get(pk=protocol.pk)))


def opened(protocol):
    return open_findings(Draft.read(Protocol.objects.get(pk=protocol.pk)))


def accept(protocol, standing, by, note="So that both sources are named."):
    return accept_finding(protocol_id=protocol.pk, fingerprint=standing.fingerprint, note=note, by=by, at=NOW)


def the_list(client, **query):
    return client.get(reverse("draft_checks", args=["milia"]), query).content.decode()


def page_of(standing):
    return reverse("draft_check_accept", args=["milia", standing.fingerprint])


def test_what_the_live_release_has_too_does_not_stand_in_the_way(milia, mina):
    assert {standing.state for standing in found(milia)} == {State.KNOWN}
    assert opened(milia) == []
    assert "Release 1, which is live, has it too." in the_list(signed_in(mina))


def test_without_a_live_release_everything_found_is_open(mina):
    protocol = load_document(document=read_protocol(MILIA).document, by=None, at=NOW).protocol
    assert len(opened(protocol)) == len(found(protocol)) > 0


def test_a_new_rule_that_says_what_another_says_is_open_and_names_both(doubled, mina):
    (standing,) = opened(doubled)
    assert (standing.finding.kind, standing.finding.rules) == ("duplicate", ("EX-16", COPY))

    page = the_list(signed_in(mina))
    assert "1 open finding" in page and "EX-16 and EX-77 say the same of the same patients." in page
    assert reverse("draft_rule", args=["milia", COPY]) in page
    draft = Draft.read(doubled)
    assert findings_about(draft, COPY) == ["EX-16 and EX-77 say the same of the same patients."]
    assert dict(open_by_rule(draft)) == {"EX-16": 1, COPY: 1}


def test_the_page_of_a_finding_shows_the_patient_in_the_words_of_the_questions(doubled, mina):
    (standing,) = opened(doubled)
    page = signed_in(mina).get(page_of(standing)).content.decode()
    assert "A patient who shows it" in page
    assert "tan_recent" not in page and "yes_last_4_weeks" not in page
    assert "The draft says" in page


def test_accepted_with_a_note_it_no_longer_stands_in_the_way_and_the_note_is_shown(doubled, mina):
    (standing,) = opened(doubled)
    client = signed_in(mina)
    answer = client.post(page_of(standing), {"key": uuid4(), "note": "Kept until the <b>review</b>."})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("draft_checks", args=["milia"]))
    assert opened(doubled) == []
    assert "Kept until the &lt;b&gt;review&lt;/b&gt;." in the_list(client)
    event = Event.objects.get(action="finding.accepted")
    assert (event.actor_id, event.details["rules"]) == (str(mina.pk), ["EX-16", COPY])


def test_an_accepted_finding_is_open_again_once_its_rule_decides_something_else(doubled, mina):
    accept(doubled, opened(doubled)[0], mina)
    change(doubled, "rules", COPY, mina, because="Other words.")
    assert opened(doubled) == []

    change(doubled, "rules", COPY, mina, when="tan_recent = yes_last_4_weeks and diabetes = no")
    (standing,) = opened(doubled)
    assert (standing.finding.kind, standing.finding.rules) == ("covered", (COPY, "EX-16"))


def test_who_accepts_a_finding_is_among_the_authors_and_so_does_not_approve(doubled):
    other = admin("Bo")
    accept(doubled, opened(doubled)[0], other)
    assert other in doubled.authors.all()


def test_a_note_is_needed(doubled, mina):
    (standing,) = opened(doubled)
    answer = signed_in(mina).post(page_of(standing), {"key": uuid4(), "note": "  "})
    assert answer.status_code == 422 and "Say why it may stay as it is." in answer.content.decode()
    answer = signed_in(mina).post(page_of(standing), {"key": uuid4(), "note": "x" * 2001})
    assert answer.status_code == 422
    assert not AcceptedFinding.objects.exists()


@pytest.mark.parametrize("twice", [False, True])
def test_a_finding_that_is_gone_or_accepted_already_is_refused_in_words(doubled, mina, twice):
    (standing,) = opened(doubled)
    client = signed_in(mina)
    if twice:
        accept(doubled, standing, mina)
    else:
        change(doubled, "rules", COPY, mina, off=True)
    answer = client.post(page_of(standing), {"key": uuid4(), "note": "So."})
    assert answer.status_code == 409
    assert ("accepted this already" if twice else "no longer found") in answer.content.decode()
    assert AcceptedFinding.objects.count() == int(twice)


def test_the_same_form_sent_twice_accepts_once(doubled, mina):
    (standing,) = opened(doubled)
    client, form = signed_in(mina), {"key": str(uuid4()), "note": "So."}
    assert [client.post(page_of(standing), form).status_code for _ in range(2)] == [302, 302]
    assert AcceptedFinding.objects.count() == 1


def test_a_finding_that_is_gone_leads_back_to_the_list(milia, mina):
    answer = signed_in(mina).get(reverse("draft_check_accept", args=["milia", "0" * 64]))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("draft_checks", args=["milia"]))


def test_the_list_is_narrowed_by_kind_and_searched_by_rule(doubled, mina):
    client = signed_in(mina)
    assert "say the same" not in the_list(client, kind="no_method_left")
    assert "say the same" in the_list(client, kind="duplicate")
    assert "say the same" in the_list(client, q="ex-77")
    assert "No finding fits." in the_list(client, q="nowhere")
    assert "say the same" in the_list(client, kind="made up")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTENT_ADMIN])
def test_only_a_content_admin_sees_and_accepts(doubled, role):
    (standing,) = opened(doubled)
    client = signed_in(person(role))
    assert client.get(reverse("draft_checks", args=["milia"])).status_code == 403
    assert client.post(page_of(standing), {"key": uuid4(), "note": "So."}).status_code == 403
    with pytest.raises(Refused):
        accept(doubled, standing, person(role))
    assert not AcceptedFinding.objects.exists()


def test_more_findings_ask_the_database_no_more(doubled, mina):
    client = signed_in(mina)
    the_list(client)
    with CaptureQueriesContext(
        connection,
    ) as few:
        the_list(client)
    for number in (1, 2, 3):
        rule = part(doubled, "rules", "EX-16") | {"code": f"EX-8{number}"}
        place = {"protocol_id": doubled.pk, "parts": "rules", "code": ""}
        change_part(**place, values=rule, stamp=stamp_of(None), by=mina, at=NOW)
    the_list(client)
    with CaptureQueriesContext(connection) as many:
        assert "4 open findings" in the_list(client)
    assert len(many) == len(few)


def test_a_loosened_rule_is_open_and_in_the_way_until_it_is_accepted_with_a_note(milia, mina):
    change(milia, "rules", "EX-26", mina, when="age_years < 16")
    (standing,) = opened(milia)
    assert (standing.finding.kind, standing.finding.rules) == ("loosened", ("EX-26",))
    client = signed_in(mina)
    assert "EX-26 is true for some patients in the live release, and no longer in the draft." in the_list(client)
    assert "A patient who shows it" in client.get(page_of(standing)).content.decode()

    accept(milia, standing, mina, note="The laser maker allows it from sixteen.")
    assert opened(milia) == []
    change(milia, "rules", "EX-26", mina, when="age_years < 14")
    assert len(opened(milia)) == 1


def test_a_rule_that_is_gone_is_named_though_it_has_no_page_any_more(milia, mina):
    rule = part(milia, "rules", "EX-26")
    place = {"protocol_id": milia.pk, "parts": "rules", "code": "EX-26"}
    change_part(**place, values=None, stamp=stamp_of(rule), by=mina, at=NOW)
    (standing,) = opened(milia)
    client = signed_in(mina)
    assert "EX-26 was removed, and no other rule does the same for all of its patients." in the_list(client)
    assert client.get(page_of(standing)).status_code == 200


def test_a_safety_question_hidden_from_somebody_is_said_in_words(milia, mina):
    change(milia, "questions", "keloid_history", mina, shown_when="sex = male")
    assert {each.finding.kind for each in opened(milia)} == {"unasked"}
    assert "in the live release and no longer in the draft: EX-09 and HO-08." in the_list(signed_in(mina))


def test_regions_that_count_as_another_place_are_named_with_both(milia, mina):
    area = part(milia, "questions", "area")
    lids = {"eyelid_skin": [], "cheek": ["OCR", "OCL", "ICR", "ICL", "ULR", "ULL", "LLR", "LLL"]}
    options = [each | ({"regions": lids[each["value"]]} if each["value"] in lids else {}) for each in area["options"]]
    change(milia, "questions", "area", mina, options=options)
    page = the_list(signed_in(mina))
    assert "ULR, ULL, LLR and LLL count as “Cheek”, and as “Skin of the eyelid” in the live release." in page


def test_a_method_whose_aftercare_never_says_when_to_call_is_named(milia, mina):
    for code in [each["code"] for each in Draft.read(milia).raw["aftercare"] if each["kind"] == "call"]:
        if "cryo" in part(milia, "aftercare", code).get("methods", []):
            change(milia, "aftercare", code, mina, when="age_years < 12")
    assert {each.finding.kind for each in opened(milia)} == {"no_call"}
    assert "has no step for every patient that says when to call." in the_list(signed_in(mina))


def test_every_page_of_the_workbench_says_how_much_is_to_fix_and_leads_there(doubled, mina):
    client, rules = signed_in(mina), reverse("draft_rules", args=["milia"])
    page = client.get(rules).content.decode()
    assert "1 to fix" in page and page.index(reverse("draft_checks", args=["milia"])) < page.index("1 to fix")
    accept(doubled, opened(doubled)[0], mina)
    assert "to fix" not in client.get(rules).content.decode()


def test_who_approves_reads_what_was_accepted_and_why(doubled, mina):
    person(Role.DERMATOLOGIST, name="Dr Shah")
    accept(doubled, opened(doubled)[0], mina, note="Kept until the <b>review</b>.")
    sender = admin("Bo", sites=[site("Northbridge")])
    impact_worked_out(doubled, sender)
    sent = send(doubled, sender)
    page = signed_in(admin("Paul")).get(reverse("submission", args=["milia", sent.pk])).content.decode()
    assert "EX-16 and EX-77 say the same of the same patients." in page
    assert "Kept until the &lt;b&gt;review&lt;/b&gt;." in page
    assert "1 March 2026" in page[page.index("Kept until") :]
    # What the live release has too and was never accepted is nobody's business here.
    assert "Not known, and nobody notices" not in page
