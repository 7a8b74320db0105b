"""Signing in and out, changing one's password, choosing the site one works at today."""

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission
from clinic.audit.services import record


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        # The library's `site` is the host name; ours is where one works, and nobody works anywhere yet.
        return super().get_context_data(**kwargs) | {"site": None}

    def render_to_response(self, context: dict[str, object], **kwargs: object) -> HttpResponse:
        return super().render_to_response(context, status=422 if context["form"].errors else 200, **kwargs)


class SignOut(LogoutView):
    template_name = "accounts/sign_out.html"


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePassword(PasswordChangeView):
    template_name = "accounts/change_password.html"

    def get_default_success_url(self) -> str:
        return reverse("account")

    def render_to_response(self, context: dict[str, object], **kwargs: object) -> HttpResponse:
        return super().render_to_response(context, status=422 if context["form"].errors else 200, **kwargs)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everybody starts where their work is."""
    for permission, page in STARTS:
        if request.user.may(permission):
            return redirect(page)
    return redirect("account")


STARTS = (
    (Permission.SEE_QUEUE, "queue"),
    (Permission.SEE_TODAY, "today"),
    (Permission.EDIT_PROTOCOL, "workbench"),
    (Permission.SEE_PROTOCOL, "protocol"),
    (Permission.MANAGE_ACCOUNTS, "people"),
)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/account.html", {"sites": request.user.sites_allowed()})


@require_POST
def switch_site(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("site", "")
    site = get_object_or_404(request.user.sites_allowed(), slug=chosen)
    request.session["site"] = site.pk
    record("site.switched", site, by=request.user, at=timezone.now(), site=site)
    return redirect("home")
