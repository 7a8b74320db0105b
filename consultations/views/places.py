"""Where the bumps are: the picture of the face, for all places at once."""

from django.http import Http404, HttpRequest, HttpResponse

from consultations.views.at_tablet import AtTablet


def places(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    raise Http404
