"""What every page may ask: what this person may do, and where they are."""

from django.http import HttpRequest

from clinic.accounts.permissions import Permission


class Allowed:
    """In a template: `{% if may.see_queue %}`."""

    def __init__(self, user: object) -> None:
        self._user = user

    def __getitem__(self, name: str) -> bool:
        if name not in set(Permission):
            # Not a KeyError: templates swallow those, and a misspelt permission would be a silent no.
            raise LookupError(f"There is no permission called {name}")
        return self._user.is_authenticated and self._user.may(Permission(name))


def allowed(request: HttpRequest) -> dict[str, object]:
    if not hasattr(request, "user"):
        return {}
    return {"may": Allowed(request.user), "site": getattr(request, "site", None)}
