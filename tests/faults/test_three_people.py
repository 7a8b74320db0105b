"""F6: the desk and two dermatologists on one visit, each acting on what they last saw, in any order."""

from functools import partial

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from clinic.audit.refusals import Refused
from consultations import access
from consultations.lifecycle import Status
from consultations.models import Consultation, SignedRecord
from consultations.services import intake, review, signing
from tests.faults.rounds import figure, rounds
from tests.faults.two_doctors import Doctors, seen
from tests.integration.clinic_factory import Clinic

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
# Who confirmed it is the one who signs, and the desk may do little.
PEOPLE = st.sampled_from(("first", "first", "first", "second", "desk"))
STEP = rule(who=PEOPLE, looks_first=st.sampled_from((True, True, False)))
DECIDED = {"area_number": 1, "method": "", "reasons": ["patient_prefers"]}


def picture(visit):
    """All that a step could change."""
    lines = visit.plan_lines.values_list("area_number", "method", "comment", "decided_by_id")
    return visit.revision, visit.status, visit.answers, list(lines), visit.records.count(), visit.signed_by_id


class ThreePeople(RuleBasedStateMachine):
    doctors: Doctors
    done = refused = 0

    def __init__(self):
        super().__init__()
        visit = self.doctors.bring_to(Status.REVIEW)
        self.people = dict(
            zip(("desk", "first", "second"), (self.doctors.clinic.desk, *self.doctors.both), strict=True)
        )
        self.saw, self.saw_signed = dict.fromkeys(self.people, visit), dict.fromkeys(self.people)
        self.signed = dict(SignedRecord.objects.values_list("pk", "sha256"))
        self.count = 0

    def visit(self):
        return Consultation.objects.get(pk=self.doctors.visit.pk)

    @rule(who=PEOPLE)
    def looks(self, who):
        self.saw[who] = self.visit()
        self.saw_signed[who] = self.saw[who].records.standing().first()

    @STEP
    def decides(self, who, looks_first):
        self.may_look(who, looks_first)
        self.count += 1
        text = f"Note {self.count}."
        self.acts(
            who, partial(review.decide, **DECIDED, comment=text), lambda now: now.plan_lines.get().comment == text
        )

    @STEP
    def corrects(self, who, looks_first):
        self.may_look(who, looks_first)
        self.count += 1
        text = f"Said {self.count}."
        said = partial(review.correct_answer, question="free_text", value=text)
        self.acts(who, said, lambda now: now.answers["person"]["free_text"] == text)

    @STEP
    def confirms(self, who, looks_first):
        self.may_look(who, looks_first)
        self.acts(who, review.confirm, lambda now: now.confirmed_by == self.people[who])

    @STEP
    def reopens(self, who, looks_first):
        self.may_look(who, looks_first)
        self.acts(who, review.reopen, lambda now: now.status == Status.REVIEW)

    @STEP
    def gives_back(self, who, looks_first):
        self.may_look(who, looks_first)
        self.acts(who, intake.give_back, lambda now: now.status == Status.INTAKE and not now.plan_lines.exists())

    @STEP
    def finishes(self, who, looks_first):
        self.may_look(who, looks_first)
        self.acts(who, intake.finish_intake, lambda now: now.status == Status.REVIEW)

    @STEP
    def signs(self, who, looks_first):
        self.may_look(who, looks_first)
        self.acts(who, signing.put_signature, lambda now: now.record.signed_by == self.people[who])

    @STEP
    def unsigns(self, who, looks_first):
        self.may_look(who, looks_first)
        if record := self.saw_signed[who]:
            own = {"consultation_id": self.doctors.visit.pk, "by": self.people[who], "at": timezone.now()}
            withdraw = partial(signing.withdraw_signature, record_id=record.pk, **own)
            self.asks(
                withdraw, lambda now: hasattr(SignedRecord.objects.get(pk=record.pk), "withdrawal"), from_page=None
            )

    @rule(who=PEOPLE)
    def goes_on(self, who):
        """What somebody does who has just looked."""
        self.looks(who)
        natural = {Status.INTAKE: self.finishes, Status.CONFIRMED: self.signs, Status.SIGNED: self.unsigns}
        in_review = self.confirms if self.saw[who].plan_lines.exists() else self.decides
        natural.get(self.saw[who].status, in_review)(who=who, looks_first=False)

    def may_look(self, who, looks_first):
        if looks_first:
            self.looks(who)

    def acts(self, who, service, holds):
        page = self.saw[who]
        self.asks(partial(service, **seen(page, self.people[who])), holds, from_page=page)

    def asks(self, work, holds, *, from_page):
        before = picture(self.visit())
        try:
            work()
        except Refused:
            type(self).refused += 1
            assert picture(self.visit()) == before, "a step that was refused changed something"
            return
        now = self.visit()
        sent_again = picture(now) == before
        type(self).done += not sent_again
        assert holds(now), "what was called done is not there"
        assert sent_again or from_page is None or from_page.revision == before[0], "done from an old page"

    @invariant()
    def exactly_one_signature_stands_while_it_is_signed(self):
        visit = self.visit()
        assert SignedRecord.objects.standing().filter(consultation=visit).count() == (visit.status == Status.SIGNED)

    @invariant()
    def no_signed_record_is_gone_or_changed(self):
        now = dict(SignedRecord.objects.values_list("pk", "sha256"))
        assert now.items() >= self.signed.items()
        self.signed = now


def run(machine, *, examples, phases=tuple(Phase)):
    machine.doctors, machine.done, machine.refused = Doctors(Clinic()), 0, 0
    quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None, "phases": phases}
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=30, **quiet))


def test_whatever_three_people_do_no_step_is_lost_and_one_signature_stands():
    examples = rounds(short=8, full=100)
    run(ThreePeople, examples=examples)
    figure("F6 three people", {"runs of 30 steps": examples, "done": ThreePeople.done, "refused": ThreePeople.refused})
    assert ThreePeople.done and ThreePeople.refused


def test_without_revisions_the_three_people_run_into_each_other(monkeypatch):
    """The control."""
    monkeypatch.setattr(review, "hold", lambda visit_id, revision, by: access.consultation_to_change(by, visit_id))
    with pytest.raises(AssertionError, match="from an old page"):
        run(ThreePeople, examples=20, phases=[Phase.generate])
