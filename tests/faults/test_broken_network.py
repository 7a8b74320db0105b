"""Wi-Fi that drops, stalls and lies: no answer is lost, none given twice, and the page says so within five seconds."""

import random
import re
from collections import Counter

import pytest
from playwright.sync_api import Error, expect

from consultations import access
from consultations.models import AnswerChange
from consultations.services.intake import change_answer
from tests.faults.rounds import figure, rounds
from tests.system.broken_network import Network
from tests.system.saving import Intake

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
# Twelve answers on three screens.
ANSWERS = {
    "who": {"visit_for": "self", "sex": ("male", "female"), "wants_treatment": ("yes", "unsure")},
    "health": {
        "isotretinoin": ("never", "current"),
        "blood_thinner": ("none", "anticoagulant"),
        "diabetes": ("no", "well_controlled"),
        "smoker": ("no", "yes"),
        "pih_history": ("no", "yes"),
        "herpes_history": ("never", "past"),
    },
    "wishes": {
        "priority": ("quick", "prevention"),
        "downtime_ok": ("none", "few_days"),
        "photo_consent": ("yes", "no"),
    },
}
SHARE = 0.05
ALL_SAVED = re.compile(r"^\s*(Saved \d\d:\d\d|All answers saved)\s*$")
NAIVE = """document.addEventListener("change", (event) => {
  const row = event.target.closest("[data-question]"), form = event.target.form;
  const body = new URLSearchParams(new FormData(form));
  body.set("screen", form.dataset.screen);
  body.set("area", "");
  body.set("question", row.dataset.question);
  body.set("key", Math.random());
  fetch(form.dataset.save, {method: "POST", body}).then(answer => answer.json()).then(said =>
    document.querySelectorAll("[name=revision]").forEach(field => field.value = said.revision));
});"""


def is_of_the_clinic(path: bytes) -> bool:
    return not path.startswith(b"/static/")


def is_a_save(path: bytes) -> bool:
    return path.endswith(b"/save/")


@pytest.fixture
def network(live_server):
    made = []

    def make(share, is_at_risk=is_of_the_clinic):
        made.append(Network(live_server.url, share=share, seed=1, is_at_risk=is_at_risk))
        return made[-1]

    yield make
    for each in made:
        each.close()


def opens(desk, visit, part):
    """Somebody reloads a page that did not come."""
    for _time in range(20):
        try:
            desk.page.goto(f"/consultations/{visit.pk}/intake/part/{part}/", timeout=5_000)
            return
        except Error:
            continue


def fill_in(desk, visit, chance):
    """What was given, by question; the page is left only when it says that nothing waits any more."""
    given = {}
    for part, questions in ANSWERS.items():
        opens(desk, visit, part)
        for question, values in questions.items():
            given[question] = values if isinstance(values, str) else chance.choice(values)
            desk.gives(**{question: given[question]})
        expect(desk.mark).to_have_text(ALL_SAVED, timeout=60_000)
        expect(desk.bar).to_have_count(0, timeout=60_000)
    return given


def outcome(visit, given):
    visit.refresh_from_db()
    rows = Counter(AnswerChange.objects.filter(consultation=visit, client__gt="").values_list("question", flat=True))
    return {
        "lost": sum(visit.answers["person"].get(question) != value for question, value in given.items()),
        "doubled": sum(rows[question] > 1 for question in given),
    }


def at_the_desk(clinic, windows, net):
    """A window on the far side of the broken network."""
    windows.base = net.url
    return windows.window(Intake, clinic.desk)


def intakes(clinic, windows, net, number):
    total = Counter()
    for seed in range(number):
        visit = clinic.in_intake(clinic.patient(given_name=f"Amy {seed}"))
        desk = at_the_desk(clinic, windows, net)
        given = fill_in(desk, visit, random.Random(seed))
        total.update(outcome(visit, given) | {"intakes": 1, "answers": len(given)})
        desk.page.context.close()
    return total


def test_no_answer_is_lost_and_none_is_given_twice(clinic, windows, network):
    """The short form breaks more, so that each kind of fault has its chance."""
    number = rounds(short=3, full=100)
    net = network(SHARE if number > 3 else 0.25)

    total = intakes(clinic, windows, net, number)

    figure("F4", dict(total) | {"requests": net.requests} | dict(net.broken))
    assert sum(net.broken.values()) > number / 4
    assert (total["lost"], total["doubled"]) == (0, 0)


def test_the_bar_is_there_within_five_seconds_of_silence(clinic, windows, network):
    net = network(0)
    desk = at_the_desk(clinic, windows, net)
    desk.part(clinic.in_intake(), "who")
    net.is_down = True
    desk.page.evaluate("() => { window.since = performance.now() }")
    desk.gives(sex="male")
    expect(desk.bar).to_be_visible(timeout=5_000)
    figure("F4 bar after", {"ms": round(desk.page.evaluate("() => performance.now() - window.since"))})

    net.is_down = False
    expect(desk.mark).to_contain_text("All answers saved", timeout=15_000)


def test_a_page_that_sends_each_answer_once_and_keeps_none_loses_some(clinic, windows, network):
    """The control: without the queue."""
    net = network(0.6, is_a_save)
    visit = clinic.in_intake()
    desk = at_the_desk(clinic, windows, net)
    desk.page.route("**/saving.js", lambda route: route.fulfill(body=NAIVE, content_type="text/javascript"))
    given = {}
    for part, questions in ANSWERS.items():
        opens(desk, visit, part)
        for question, values in questions.items():
            given[question] = values if isinstance(values, str) else values[0]
            desk.gives(**{question: given[question]})
            desk.page.wait_for_timeout(100)

    found = outcome(visit, given)

    figure("F4 control without the queue", found)
    assert found["lost"] > 0


def test_without_receipts_and_revisions_an_answer_is_given_twice(clinic, windows, network, monkeypatch):
    """The control: what was done and not told is done once more."""
    monkeypatch.setattr("consultations.views.asking.effect", lambda request, perform, by=None: perform())
    monkeypatch.setattr(
        "consultations.services.intake.hold_from",
        lambda consultation_id, revision, by, client: access.consultation_to_change(by, consultation_id),
    )
    monkeypatch.setattr("tests.system.broken_network.FAULTS", ("reset before the answer",))
    monkeypatch.setattr("consultations.services.intake.change_answer", without_sequence())

    total = intakes(clinic, windows, network(0.4), 1)

    figure("F4 control without receipts", dict(total))
    assert total["doubled"] > 0


def without_sequence():
    """The log's own count would notice the second one as well; it is switched off with the rest."""
    return lambda *args, **more: change_answer(*args, **more | {"sequence": None})
