"""What a browser would send of a form that stands on a page."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark, self.inside, self.found = mark, False, {}
        self.select = self.area = None
        self.text = ""

    def handle_starttag(self, tag, attrs):
        have = dict(attrs)
        if tag == "form":
            self.inside = self.mark in (have.get("class") or "")
        if not self.inside:
            return
        if tag == "input" and have.get("name") and have.get("type") != "submit":
            ticked = have.get("type") in ("checkbox", "radio")
            if not ticked or "checked" in have:
                self.add(have["name"], have.get("value", "on" if ticked else ""))
        if tag == "select":
            self.select = [have["name"], None, None]
        if tag == "option" and self.select:
            value = have.get("value", "")
            self.select[1] = value if "selected" in have else self.select[1]
            self.select[2] = value if self.select[2] is None else self.select[2]
        if tag == "textarea":
            self.area, self.text = have["name"], ""

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "select" and self.select:
            name, chosen, first = self.select
            self.add(name, chosen if chosen is not None else first or "")
            self.select = None
        if tag == "textarea" and self.area:
            self.add(self.area, self.text.removeprefix("\n"))
            self.area = None

    def add(self, name, value):
        self.found.setdefault(name, []).append(value)


def fields_in(page: str, mark: str = "rule-form") -> dict[str, list[str]]:
    """Of the form whose class is `mark`: every field with its values, as they would be sent."""
    form = _Form(mark)
    form.feed(page)
    return {name: values for name, values in form.found.items() if name != "csrfmiddlewaretoken"}
