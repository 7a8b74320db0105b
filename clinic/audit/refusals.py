"""What a service says when it will not do something. The reason is a sentence for the person who asked."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Nothing was changed. Views answer 409 with the reason and what was typed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Stale(Refused):
    """Somebody else changed it after this page was opened."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(
            reason or _("Somebody else changed this while you had it open. Check what is there now, then save again.")
        )


class Busy(Refused):
    """Somebody else is writing the same thing at this moment. Asked again in a second, it is most likely done."""


class KeyReused(Refused):
    """The page sent its key again with other content: it was answered before."""

    def __init__(self) -> None:
        super().__init__(_("This page was already sent with other answers. Open it again, then save."))


class BadKey(Refused):
    """The key of the page is missing or not one of ours. Views answer 400."""

    def __init__(self) -> None:
        super().__init__(_("This page was sent without its key. Open it again, then save."))
