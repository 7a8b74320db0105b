from collections import defaultdict
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import translation

from clinic.web.errors import refuse
from tests.system.gallery.forms import EveryField, Question

HERE = Path(__file__).parent


class Somebody(SimpleNamespace):
    is_authenticated = True

    def __str__(self) -> str:
        return self.name


def gallery(request: HttpRequest, page: str) -> HttpResponse:
    if page == "refused":
        typed = [("note", "Two small bumps\nunder the left eye")]
        return refuse(request, 409, "Somebody else changed this", "Nothing was saved.", because="test", typed=typed)
    with translation.override(request.GET.get("language", "en")):
        form = (Question if page == "question" else EveryField)(request.POST if request.method == "POST" else None)
        template = engines["django"].from_string((HERE / f"{page}.html").read_text())
        status = 422 if form.is_bound and not form.is_valid() else 200
        return HttpResponse(template.render(everything(form), request), status=status)


def everything(form: EveryField | Question) -> dict[str, object]:
    return {
        "form": form,
        "user": Somebody(name="Dr Ruth Osei", get_role_display="Dermatologist"),
        "may": defaultdict(lambda: True),
        "site": "North Street Clinic",
        "section": "queue",
        "save_state": "idle",
        "save_text": "Saved 10:42",
        "patient": SimpleNamespace(
            family_name="Jones", given_name="Amy", birth_date=date(1985, 7, 14), number="004 217"
        ),
        "reasons": REASONS,
        "facts": [("Where", "Under the left eye, 4 bumps"), ("Largest", "2 mm, all shallow"), ("Onset", "")],
        "answers": [
            SimpleNamespace(label="How long have the bumps been there?", value="1 to 6 months", href="/x/"),
            SimpleNamespace(label="Do you get cold sores?", value="", href="/y/"),
        ],
        "options": OPTIONS,
        "stages": STAGES,
        "pills": PILLS,
    }


def reason(text: str, source: str, href: str = "") -> SimpleNamespace:
    return SimpleNamespace(text=text, source=source, href=href)


REASONS = {
    "for_it": [reason("Few bumps (6)", "From the face map", "#map"), reason("Close to the eye", "From the face map")],
    "against": [reason("Allergy to a numbing cream: plan without it", "From allergies")],
    "not_known": [reason("A strong acne tablet in the last 6 months", "Not answered")],
}
OPTIONS = [
    SimpleNamespace(name="First method", verdict="Suggested", shape="ring-dot", tone="ready", line="One visit.",
                    reasons=[], href="/a/", action="Use this"),
    SimpleNamespace(name="Second method", verdict="On hold", shape="half", tone="wait", line="Waits for one answer.",
                    reasons=["One safety answer is not known."], href="/b/", action="Use instead"),
    SimpleNamespace(name="Third method", verdict="Excluded", shape="dot", tone="stop", line="Not near the eye.",
                    reasons=["The bumps are on the lid."], href="", action=""),
]  # fmt: skip
STAGES = [
    SimpleNamespace(when="Today", steps=[
        SimpleNamespace(kind="normal", text="The skin is a little red and feels tight."),
        SimpleNamespace(kind="do", text="Keep the spots clean and dry."),
    ]),
    SimpleNamespace(when="Days 1 to 2", steps=[
        SimpleNamespace(kind="avoid", text="Scrubs, steam and swimming."),
        SimpleNamespace(kind="call", text="A spot gets hot, swells or hurts more each day."),
    ]),
    SimpleNamespace(when="Week 4", steps=[SimpleNamespace(kind="do", text="Come back so that we can look.")]),
]  # fmt: skip
PILLS = [("Expected", "ring", ""), ("Arrived", "dot", ""), ("In intake", "half", ""), ("Ready", "ring-dot", "ready"),
         ("Done", "tick", "done"), ("Not known", "ring", "unknown"), ("Stopped", "dot", "stop")]  # fmt: skip
