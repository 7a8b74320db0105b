"""The outermost middleware: what every response says to the browser, errors and static files too."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Bootstrap draws ticks and arrows as data: images inside its style sheet; nothing else needs them.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

# For what is shown by itself and was made from what somebody sent: it may load nothing and run nothing.
SANDBOXED = "default-src 'none'; sandbox"

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}

# For pages that whoever knows their address may read: no other page is told it, and no search engine lists it.
UNLISTED = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}

View = Callable[..., HttpResponse]


def unlisted(view: View) -> View:
    view.unlisted = True
    return view


class Headers:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response[name] = value
        if request.resolver_match and getattr(request.resolver_match.func, "unlisted", False):
            for name, value in UNLISTED.items():
                response[name] = value
        # Static files never reach a view.
        if request.resolver_match and response.get("Content-Type", "").startswith("image/"):
            response["Content-Security-Policy"] = SANDBOXED
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response["Strict-Transport-Security"] = (
                f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
            )
        if not (response.has_header("Cache-Control") and _is_public(request)):
            response["Cache-Control"] = "no-store"
        return response


def _is_public(request: HttpRequest) -> bool:
    """Static files never reach a view; other public pages say so themselves. Everything else is somebody's data."""
    if request.resolver_match is None:
        return request.path.startswith(settings.STATIC_URL)
    return not getattr(request.resolver_match.func, "login_required", True)
