"""Whose hands the tablet is in. The pages of the intake are the same for the desk and for the patient; this is not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.intake.screens import Layout
from consultations.lifecycle import Status
from consultations.models import Consultation, HandOver
from consultations.models.answers import GivenBy
from consultations.policies.handing_over import why_not_say_finished
from consultations.views.seeing import about_visit
from consultations.views.sending import revision

CLIENT = "tablet"
VISIT_SALT = "consultations.at_tablet.visit"
IN_HAND_PAGES = {"": "tablet", "begin": "tablet_start"}


@dataclass(frozen=True)
class AtTablet:
    """`by` is who is signed in, or who handed the tablet over; `client` is this tablet's session."""

    consultation: Consultation
    by: User
    given_by: GivenBy
    client: str
    hand_over: HandOver | None = None

    @property
    def is_patient(self) -> bool:
        return self.given_by == GivenBy.PATIENT

    @property
    def layout(self) -> Layout:
        return Layout.ONE_THING if self.is_patient else Layout.PARTS

    @property
    def frame(self) -> str:
        """The template around every page of the intake."""
        return "consultations/tablet_page.html" if self.is_patient else "consultations/patient_page.html"

    def href(self, name: str = "", *args: object) -> str:
        """The address of a page of this intake. A patient's addresses name neither patient nor visit."""
        if self.is_patient:
            return reverse(IN_HAND_PAGES.get(name) or f"tablet_{name}", args=args)
        if name == "begin":
            return reverse("patient", args=[self.consultation.patient_id])
        return reverse(f"intake_{name}" if name else "intake", args=[self.consultation.pk, *args])

    @property
    def visit_key(self) -> str:
        return visit_key(self.consultation)

    def own(self, request: HttpRequest) -> dict[str, Any]:
        """What every service of the intake is told."""
        return {
            "consultation_id": self.consultation.pk,
            "revision": revision(request),
            "by": self.by,
            "at": timezone.now(),
        }

    def answering(self, request: HttpRequest) -> dict[str, Any]:
        return self.own(request) | {"given_by": self.given_by, "client": self.client}

    def why_not_finish(self) -> str | None:
        if self.is_patient:
            return why_not_say_finished(self.consultation)
        return policies.why_not_finish(self.consultation, self.by)

    def not_here(self, request: HttpRequest) -> HttpResponse | None:
        """Looking at an intake that is over, or that another tablet has; what is sent there the services refuse."""
        if request.method == "POST":
            return None
        if self.consultation.status != Status.INTAKE:
            return redirect(self.href("done"))
        return redirect(self.href("held")) if policies.why_not_from(self.consultation, self.client) else None

    def context(self) -> dict[str, Any]:
        own = {"tablet": self, "frame": self.frame, "section": "today"}
        # In the patient's hand a page names the hand-over, not the patient.
        named = {"patient_id": self.hand_over.token} if self.hand_over else {}
        return about_visit(self.consultation) | own | named


View = Callable[..., HttpResponse]


def at_the_desk(view: View) -> View:
    """A page of the intake in a staff session: `view(request, tablet, …)`."""

    @wraps(view)
    @needs(Permission.TAKE_INTAKE)
    def opened(request: HttpRequest, consultation_id: UUID, **where: Any) -> HttpResponse:
        consultation = access.consultation(request.user, consultation_id)
        tablet = AtTablet(consultation, request.user, GivenBy.DESK, client_of(request))
        return view(request, tablet, **where)

    return opened


def visit_key(consultation: Consultation) -> str:
    """What a page calls this visit where it keeps something on the tablet; it leads back to nobody."""
    return salted_hmac(VISIT_SALT, str(consultation.pk), algorithm="sha256").hexdigest()[:32]


def client_of(request: HttpRequest) -> str:
    """This session as the holder of an intake; made when it is first needed."""
    if CLIENT not in request.session:
        request.session[CLIENT] = uuid4().hex
    return request.session[CLIENT]
