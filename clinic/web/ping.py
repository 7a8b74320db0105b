"""Whether the app can be reached: asked every few seconds by a page that has lost its connection."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def ping(request: HttpRequest) -> HttpResponse:
    """It looks at no session, so waiting never makes one longer."""
    return HttpResponse(status=204)
