"""One client on one kept connection, as a browser is one."""

import re
from http.client import HTTPConnection, HTTPResponse
from time import perf_counter
from urllib.parse import urlencode

LONGEST_IDLE = 2.0
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
CHOICE = re.compile(r'<input[^>]*type="radio"[^>]*>')
NAME, VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')


class NotThere(Exception):
    """The page did not answer as that page does."""


class Client:
    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.port = port
        self.last = 0.0
        self.cookies: dict[str, str] = {}

    def get(self, path: str, *, expect: int = 200) -> tuple[float, str]:
        """Milliseconds, and the page."""
        return self._request("GET", path, None, expect)

    def post(self, path: str, fields: dict[str, str], *, expect: int = 302) -> tuple[float, str]:
        return self._request("POST", path, urlencode(fields), expect)

    def sign_in(self, path: str, username: str, password: str) -> None:
        _, page = self.get(path)
        self.post(path, {**hidden_fields(page), "login": username, "password": password})

    def redirected(self, path: str) -> str:
        """Where an address leads that only sends on."""
        for _ in range(5):
            self._reconnect_if_idle()
            response, _body = self._answer("GET", path, None)
            if response.status not in (301, 302, 303):
                return path
            path = response.headers["Location"]
        raise NotThere(f"{path} leads nowhere")

    def _request(self, method: str, path: str, body: str | None, expect: int) -> tuple[float, str]:
        self._reconnect_if_idle()
        start = perf_counter()
        response, page = self._answer(method, path, body)
        taken = (perf_counter() - start) * 1000
        if response.status != expect:
            raise NotThere(f"answers {response.status}")
        return taken, page.decode(errors="replace")

    def _reconnect_if_idle(self) -> None:
        """The server closes a connection that was idle for some seconds; a new one is not part of the page's time."""
        if perf_counter() - self.last > LONGEST_IDLE:
            self.connection.close()
            self.connection.connect()
        self.last = perf_counter()

    def _answer(self, method: str, path: str, body: str | None) -> tuple[HTTPResponse, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        page = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return response, page


def hidden_fields(page: str) -> dict[str, str]:
    found = {}
    for field in HIDDEN.findall(page):
        name, value = NAME.search(field), VALUE.search(field)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def choices(page: str) -> list[tuple[str, str]]:
    """Name and value of every radio button."""
    found = ((NAME.search(field), VALUE.search(field)) for field in CHOICE.findall(page))
    return [(name[1], value[1]) for name, value in found if name and value]
