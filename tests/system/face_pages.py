"""The face map on pages that only the tests open, without a database: to mark, and to read."""

from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template import engines
from django.urls import path
from django.utils import translation

from consultations.face_map.forms import FaceMapForm
from consultations.face_map.marks import Number, mark
from consultations.face_map.places import OnTheMap, no_marks
from consultations.presenters.face_facts import FaceMapFacts
from consultations.presenters.face_map import FaceMapPage
from consultations.presenters.words import Words
from tests.system.gallery import urls as gallery
from tests.system.gallery.views import everything
from treatments.protocol_file import read_protocol

PROTOCOL = read_protocol("treatments/protocols/milia.yaml")
ASKED = OnTheMap.of(PROTOCOL.document)
SIZES = [option.value for option in ASKED.size.options]
SOME = no_marks() | {
    "regions": {
        "LLL": mark(Number(4, 4), size=SIZES[1]),
        "ICR": mark(Number(6, 10), size=SIZES[0]),
        "ULR": mark(Number(12, 12), margin=True),
        "CHN": mark(Number(21, None)),
        "JWL": mark(not_sure=True),
        "NST": {"state": "none"},
        "FHC": {"state": "none"},
    },
    "others": {"neck": mark(Number(2, 5))},
}
TO_MARK = """{% extends "base.html" %}{% block body_class %}{% if for_patient %}patient-mode{% endif %}{% endblock %}
{% block scripts %}<script src="/static/js/face_map.js" type="module"></script>{% endblock %}
{% block content %}{% error_summary form %}<h1 tabindex="-1">Where are the bumps?</h1>
<form method="post" novalidate>{% csrf_token %}{% include "components/face_map_form.html" with page=page only %}
<div class="actions"><button class="btn btn-primary">Continue</button></div></form>{% endblock %}"""
TO_READ = """{% extends "base.html" %}{% block content %}<h1 tabindex="-1">Review</h1>
{% include "components/face_map.html" with map=map only %}{% endblock %}"""
posted: list[QueryDict] = []


def face(request: HttpRequest) -> HttpResponse:
    """`marked` fills it in, `patient` turns it round, `read` shows it to read."""
    asked_for = request.GET
    with translation.override(asked_for.get("language", "en")):
        marks, for_patient = SOME if "marked" in asked_for else no_marks(), "patient" in asked_for
        words = Words.of(PROTOCOL, "en")
        data = request.POST if request.method == "POST" else None
        if data is not None:
            posted.append(data)
        form = FaceMapForm(data, asked=ASKED, words=words, marks=marks, for_patient=for_patient, needs_a_place=True)
        more = {
            "form": form,
            "page": FaceMapPage(form, form.marks if form.is_valid() else marks, for_patient),
            "map": FaceMapFacts.of(ASKED, words, marks, for_patient=for_patient),
            "for_patient": for_patient,
            "patient": SimpleNamespace(),
        }
        template = engines["django"].from_string(TO_READ if "read" in asked_for else TO_MARK)
        status = 422 if form.errors else 200
        return HttpResponse(template.render(everything(form) | more, request), status=status)


urlpatterns = [path("face/", gallery.login_not_required(face)), *gallery.urlpatterns]
