"""How Pearl is reached from outside, and the server its e-mails go through: what the environment says of both."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from django.utils.http import is_same_domain

PORTS = {"starttls": 587, "tls": 465, "none": 25}
# Nothing before the name and nothing behind the port: this is printed as it stands.
ADDRESS = re.compile(r"([a-z]+)://([a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::([^/]*))?/?", re.IGNORECASE)
HIGHEST_PORT = 65535
MAIL = ("EMAIL_HOST", "EMAIL_FROM", "EMAIL_PORT", "EMAIL_SECURITY", "EMAIL_USER", "EMAIL_PASSWORD")


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str


def site_address(env: Mapping[str, str], *, is_demo: bool) -> str:
    """Without a slash at its end."""
    own = f"http://localhost:{env.get('PORT') or 8000}" if is_demo else ""
    return (env.get("SITE_ADDRESS") or own).rstrip("/")


def mail_server(env: Mapping[str, str]) -> MailServer | None:
    """None: no e-mails are sent."""
    if not env.get("EMAIL_HOST"):
        return None
    security = env.get("EMAIL_SECURITY") or "starttls"
    return MailServer(
        host=env["EMAIL_HOST"],
        port=int(env.get("EMAIL_PORT") or PORTS[security]),
        security=security,
        user=env.get("EMAIL_USER", ""),
        password=env.get("EMAIL_PASSWORD", ""),
        sender=env["EMAIL_FROM"],
    )


def why_not_this_address(env: Mapping[str, str], hosts: Sequence[str], *, is_demo: bool) -> str | None:
    """It is printed on paper, so a wrong one cannot be taken back."""
    given = env.get("SITE_ADDRESS", "")
    if not given:
        return None if is_demo else "SITE_ADDRESS is not set. Patients' sheets print it: https:// and Pearl's own name."
    parts = ADDRESS.fullmatch(given)
    if parts is None:
        return f"SITE_ADDRESS is {given!r}: it must be like https://pearl.clinic.example, with nothing behind the name."
    scheme, host, port = parts[1].lower(), parts[2].lower(), parts[3]
    if port is not None and not (re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) <= HIGHEST_PORT):
        return f"SITE_ADDRESS is {given!r}: its port is no port."
    if scheme != "https" and not (is_demo and scheme == "http"):
        return f"SITE_ADDRESS is {given!r}: it must begin with https://."
    if not is_demo and not any(is_same_domain(host, pattern) for pattern in hosts):
        return f"SITE_ADDRESS is {given!r} and ALLOWED_HOSTS does not have {host}: Pearl would refuse its own sheets."
    return None


def why_not_this_mail(env: Mapping[str, str], *, is_demo: bool) -> str | None:
    """All or nothing: with half of it, e-mails would be promised and never leave."""
    given = [name for name in MAIL if env.get(name)]
    if not given:
        return None
    for name in ("EMAIL_HOST", "EMAIL_FROM"):
        if name not in given:
            return f"{given[0]} is set and {name} is not: set both, or neither to send no e-mails."
    if not _is_one_host(env["EMAIL_HOST"]):
        return f"EMAIL_HOST is {env['EMAIL_HOST']!r}: it must be one name, for example mail.clinic.example."
    if ("EMAIL_USER" in given) != ("EMAIL_PASSWORD" in given):
        return "EMAIL_USER and EMAIL_PASSWORD belong together: set both, or neither."
    if (env.get("EMAIL_SECURITY") or "starttls") not in PORTS:
        return f"EMAIL_SECURITY is {env['EMAIL_SECURITY']!r}: it can be {', '.join(PORTS)}."
    if not _is_one_address(env["EMAIL_FROM"]):
        return f"EMAIL_FROM is {env['EMAIL_FROM']!r}: it must be one address, for example pearl@clinic.example."
    if env.get("EMAIL_SECURITY") == "none" and not is_demo and not is_this_machine(env["EMAIL_HOST"]):
        return "EMAIL_SECURITY is none: e-mails would cross the network in the open. Use starttls or tls."
    return None


def is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_one_host(text: str) -> bool:
    return text.isprintable() and not any(sign in text for sign in " ,;@/")


def _is_one_address(text: str) -> bool:
    name, at, domain = text.partition("@")
    return (
        bool(name and at and domain)
        and text.isprintable()
        and not any(sign in text for sign in " ,;<>")
        and ("@" not in domain)
    )
