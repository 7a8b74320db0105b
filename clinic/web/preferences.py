"""How the page looks on this device: theme and text size, kept in one cookie."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

THEMES = {"system": _("As the device"), "light": _("Light"), "dark": _("Dark")}
SIZES = {"normal": ("A", _("Normal")), "larger": ("A+", _("Larger")), "largest": ("A++", _("Largest"))}
A_YEAR = 365 * 24 * 3600
DARK_APPLIES = {
    "system": "screen and (prefers-color-scheme: dark)",
    "light": "not all",
    "dark": "screen",
}


@dataclass(frozen=True, slots=True)
class Look:
    theme: str = "system"
    size: str = "normal"

    @property
    def dark_applies(self) -> str:
        """The media query of the dark style sheet. Paper is never dark."""
        return DARK_APPLIES[self.theme]

    @property
    def themes(self) -> list[tuple[str, str]]:
        return list(THEMES.items())

    @property
    def sizes(self) -> list[tuple[str, str, str]]:
        return [(value, sign, name) for value, (sign, name) in SIZES.items()]


def cookie_name() -> str:
    return "__Host-look" if settings.SESSION_COOKIE_SECURE else "look"


def look_of(request: HttpRequest | None) -> Look:
    if request is None:
        return Look()
    if own := getattr(request, "look", None):
        return own
    theme, _, size = request.COOKIES.get(cookie_name(), "").partition(".")
    return Look(theme if theme in THEMES else "system", size if size in SIZES else "normal")


def came_from(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe and page.startswith("/") else "/"


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Anything but one of our words leaves that half as it was."""
    now = look_of(request)
    theme, size = request.POST.get("theme"), request.POST.get("size")
    chosen = Look(theme if theme in THEMES else now.theme, size if size in SIZES else now.size)
    answer = HttpResponseRedirect(came_from(request))
    answer.set_cookie(
        cookie_name(),
        f"{chosen.theme}.{chosen.size}",
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
