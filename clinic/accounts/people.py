"""The manager's pages: who works at the manager's sites, a new person, a new password, an account off or on."""

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.accounts import services
from clinic.accounts.forms import NewPasswordForm, PersonForm
from clinic.accounts.models import User
from clinic.accounts.permissions import Permission, needs
from clinic.audit.receipts import once


def people_for(manager: User) -> QuerySet[User]:
    """Those who share a site with the manager; and the manager."""
    theirs = User.objects.filter(sites__in=manager.sites_allowed()) | User.objects.filter(pk=manager.pk)
    return theirs.distinct()


@require_safe
@needs(Permission.MANAGE_ACCOUNTS)
def people(request: HttpRequest) -> HttpResponse:
    everyone = people_for(request.user).prefetch_related("sites")
    return render(request, "accounts/people.html", {"people": everyone, "section": "people"})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ACCOUNTS)
@sensitive_post_parameters("password")
def person_new(request: HttpRequest) -> HttpResponse:
    sites = request.user.sites_allowed()
    form = PersonForm(request.POST, sites=sites) if request.method == "POST" else PersonForm(sites=sites)
    if request.method == "POST":
        try:
            return redirect(_once(request, lambda: _made(request, form)))
        except ValidationError as wrong:
            if form.is_valid():
                form.add_error(None, wrong)
    return _page(request, "accounts/person_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.MANAGE_ACCOUNTS)
@sensitive_post_parameters("password")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it is, and a new password for them."""
    them = get_object_or_404(people_for(request.user), pk=pk)
    form = NewPasswordForm(request.POST) if request.method == "POST" else NewPasswordForm()
    if form.is_valid():
        given = {"user_id": pk, "password": form.cleaned_data["password"], "by": request.user, "at": timezone.now()}
        return redirect(_once(request, lambda: _person_page(services.give_password(**given))))
    why_not = services.why_not_manage(them, request.user)
    return _page(request, "accounts/person.html", {"form": form, "them": them, "why_not": why_not})


@require_POST
@needs(Permission.MANAGE_ACCOUNTS)
def person_switch(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(people_for(request.user), pk=pk)
    switch = services.enable_user if request.POST.get("to") == "on" else services.disable_user
    at = timezone.now()
    return redirect(_once(request, lambda: _person_page(switch(user_id=pk, by=request.user, at=at))))


def _made(request: HttpRequest, form: PersonForm) -> str:
    """Inside the receipt: a page sent twice finds its answer before the user name is found to be taken."""
    if not form.is_valid():
        raise ValidationError(list(form.errors))
    made = services.create_user(**form.cleaned_data, by=request.user, at=timezone.now())
    return _person_page(made)


def _person_page(them: User) -> str:
    return reverse("person", args=[them.pk])


def _once(request: HttpRequest, perform: object) -> str:
    key = request.POST.get("key", "")
    return once(key=key, by=request.user, path=request.path, body=request.POST, perform=perform)


def _page(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, template, context | {"key": uuid4(), "section": "people"}, status=status)
