"""Which protocol and which release somebody means who named neither, or only a number."""

from collections.abc import Iterable

from treatments.models import Protocol, Release, live_release


class NoSuchProtocol(LookupError):
    """The message says what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


def chosen_release(*, slug: str = "", number: int | None = None) -> Release:
    slug = slug or _only(Release.objects.order_by("slug").values_list("slug", flat=True).distinct(), "published")
    if number is None:
        if release := live_release(slug):
            return release
        raise NoSuchProtocol(f"The protocol {slug} has no release in force.")
    if release := Release.objects.of(slug).filter(number=number).without_document().first():
        return release
    raise NoSuchProtocol(f"The protocol {slug} has no release {number}.")


def chosen_draft(slug: str = "") -> Protocol:
    slug = slug or _only(Protocol.objects.order_by("slug").values_list("slug", flat=True), "loaded")
    if draft := Protocol.objects.filter(slug=slug).first():
        return draft
    raise NoSuchProtocol(f"There is no protocol {slug}.")


def _only(slugs: Iterable[str], what: str) -> str:
    found = list(slugs)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoSuchProtocol(f"No protocol is {what} yet: `manage.py protocol load FILE --publish` does it.")
    raise NoSuchProtocol(f"There is more than one protocol. Say which with --slug: {', '.join(found)}.")
