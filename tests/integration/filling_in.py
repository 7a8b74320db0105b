"""Every form there is, filled in with one text and sent, as a person with bad intentions would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.test import Client


@dataclass
class Form:
    action: str
    hidden: dict[str, list[str]] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)
    chosen: dict[str, str] = field(default_factory=dict)

    def filled(self, text: str) -> dict[str, object]:
        return {**self.hidden, **self.chosen, **dict.fromkeys(self.typed, text)}

    def forced(self, text: str) -> dict[str, object]:
        """As with the browser's tools: what can only be chosen is written too."""
        return {**self.hidden, **dict.fromkeys(self.typed | set(self.chosen), text)}


class Forms(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form" and given.get("method") == "post":
            self.found.append(Form(given.get("action") or self.address))
        elif tag in ("input", "textarea", "select", "button") and given.get("name") and self.found:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str | None]) -> None:
        form, name, kind = self.found[-1], given["name"], given.get("type") or "text"
        if kind == "hidden":
            form.hidden.setdefault(name, []).append(given.get("value") or "")
        elif kind in ("radio", "checkbox") or tag in ("button", "select"):
            form.chosen.setdefault(name, given.get("value") or "on")
        else:
            form.typed.add(name)


def forms_on(client: Client, address: str) -> Iterator[Form]:
    answer = client.get(address)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return
    reader = Forms(address)
    reader.feed(answer.content.decode())
    yield from (form for form in reader.found if form.action not in ("/account/sign-out/", "/preferences/"))
