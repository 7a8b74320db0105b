"""Staff takes the tablet back: user name and password as always, and landing on the intake that the patient had.

Tries are counted for the tablet, not for the person or the address: a child with it locks nobody out at the desk.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.account.models import Login
from allauth.account.views import LoginView
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from clinic.accounts.permissions import Permission
from clinic.audit.services import record
from clinic.web import in_hand
from consultations import patient_mode
from consultations.lifecycle import Status
from consultations.models import HandOver
from consultations.models.handing_over import Ended
from consultations.services import handing_over as services
from consultations.services import unlocking
from consultations.views.in_hand import of_a_hand_over

TOO_MANY = _(
    "Too many wrong tries on this tablet. It can be unlocked again in fifteen minutes."
    " Until then, take the intake over on another device."
)


class UnlockForm(LoginForm):
    """Whoever takes intakes at this site; anybody else is answered as if the password were wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label, self.fields["password"].label = _("User name"), _("Password")
        for field in self.fields.values():
            field.widget.attrs |= {"autocomplete": "off", "placeholder": ""}

    def _clean_with_password(self, credentials: dict[str, str]) -> dict[str, Any]:
        given = self.request.hand_over
        if not unlocking.may_try(hand_over=given, at=timezone.now()):
            raise ValidationError(TOO_MANY)
        user = authenticate(self.request, **credentials)
        # A switched-off account may do nothing.
        if not (user and user.may(Permission.TAKE_INTAKE) and user.sites_allowed().filter(pk=given.site_id).exists()):
            raise get_adapter().validation_error("username_password_mismatch")
        self.user, self._login = user, Login(user=user)
        return self.cleaned_data


class Unlock(LoginView):
    form_class = UnlockForm
    template_name = "consultations/tablet_unlock.html"

    @method_decorator(sensitive_post_parameters("password"))
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        # Past the library's own limit, which is one for all devices behind one address.
        return super(LoginView, self).dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[UnlockForm]:
        return UnlockForm

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        # The library's `site` is the host name; on this page there is none.
        return super().get_context_data(**kwargs) | {"site": None}

    def render_to_response(self, context: dict[str, object], **kwargs: object) -> HttpResponse:
        return super().render_to_response(context, status=422 if context["form"].errors else 200, **kwargs)

    def form_valid(self, form: UnlockForm) -> HttpResponse:
        """The patient's session is gone before the staff session begins."""
        given, by, at = self.request.hand_over, form.user, timezone.now()
        services.give_back(hand_over_id=given.pk, ended=Ended.GIVEN_BACK, by=by, at=at)
        patient_mode.leave(self.request)
        form.login(self.request, redirect_url=reverse("home"))
        self.request.session["site"] = given.site_id
        visit = given.consultation
        record("tablet.unlocked", visit, by=by, at=at, site=given.site, patient_id=visit.patient_id)
        answer = redirect("intake_check" if visit.status == Status.INTAKE else "intake_done", visit.pk)
        in_hand.unmark(answer)
        return answer


@of_a_hand_over
def unlock(request: HttpRequest, hand_over: HandOver) -> HttpResponse:
    answer = Unlock.as_view()(request)
    # "private", which the library adds, would let Chromium keep the page in its memory.
    answer["Cache-Control"] = "no-store"
    return answer
