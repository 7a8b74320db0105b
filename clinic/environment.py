"""What the environment says, and the sentence with which Pearl refuses an unsafe one."""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from clinic import addresses

ROOT = Path(__file__).resolve().parent.parent
# Written by `make setup` and ignored by git: a checkout that was set up runs as the demo, a fresh install does not.
LOCAL_FILE = ROOT / ".local" / "environment"
YES = frozenset({"1", "true", "yes", "on"})
MODES = ("production", "demo")
SHORTEST_KEY = 50
# The exit code on which gunicorn gives up; with any other it would start the same worker for ever.
REFUSED = 3


@dataclass(frozen=True, slots=True)
class Environment:
    mode: str
    secret_key: str = field(repr=False)
    debug: bool
    allowed_hosts: tuple[str, ...]
    database_url: str = field(repr=False)
    database_timeouts: bool
    database_pool: int
    trusted_proxies: int
    allow_owner_role: str
    photo_folder: Path
    site_address: str
    mail: addresses.MailServer | None

    @property
    def production(self) -> bool:
        return self.mode == "production"


class Unsafe(Exception):
    """The environment is refused; the message is the sentence for the person who starts Pearl."""


def refuse(reason: str | Exception) -> NoReturn:
    sys.stderr.write(f"Pearl does not start: {reason}\n")
    sys.exit(REFUSED)


def settings_of_this_machine() -> dict[str, str]:
    """The process's environment, on top of what `make setup` left for this checkout."""
    return local_file(LOCAL_FILE) | dict(os.environ)


def local_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = (line.partition("=") for line in path.read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def read(env: Mapping[str, str]) -> Environment:
    if reason := why_not_start(env):
        raise Unsafe(reason)
    mode = env.get("PEARL_MODE") or "production"
    return Environment(
        mode=mode,
        secret_key=env.get("SECRET_KEY") or secrets.token_urlsafe(64),
        debug=_yes(env, "DEBUG"),
        allowed_hosts=_hosts(env) or _own_hosts(mode),
        database_url=env.get("DATABASE_URL", ""),
        database_timeouts=env.get("DATABASE_TIMEOUTS", "on").lower() in YES,
        database_pool=int(env.get("DATABASE_POOL") or 0),
        trusted_proxies=int(env.get("TRUSTED_PROXIES") or 0),
        allow_owner_role=env.get("ALLOW_OWNER_ROLE", ""),
        photo_folder=Path(env.get("PHOTO_FOLDER") or ROOT / ".local" / "photos"),
        site_address=addresses.site_address(env, is_demo=mode == "demo"),
        mail=addresses.mail_server(env),
    )


def why_not_start(env: Mapping[str, str]) -> str | None:
    """Return the sentence to show, or None when the environment is safe to start with."""
    mode = env.get("PEARL_MODE") or "production"
    if mode not in MODES:
        return f"PEARL_MODE is {mode!r}: it can be production or demo."
    is_demo = mode == "demo"
    return (
        _why_not_these_numbers(env)
        or _why_not_debug(env, mode)
        or _why_not_this_production(env, mode)
        or addresses.why_not_this_address(env, _hosts(env), is_demo=is_demo)
        or addresses.why_not_this_mail(env, is_demo=is_demo)
    )


def _why_not_these_numbers(env: Mapping[str, str]) -> str | None:
    for name, most in (("TRUSTED_PROXIES", 10), ("DATABASE_POOL", 200), ("PORT", 65535), ("EMAIL_PORT", 65535)):
        value = env.get(name) or "0"
        if not (value.isascii() and value.isdigit() and int(value) <= most):
            return f"{name} is {value!r}: it must be a whole number from 0 to {most}."
    return None


def _why_not_debug(env: Mapping[str, str], mode: str) -> str | None:
    if not _yes(env, "DEBUG"):
        return None
    if mode == "production":
        return "DEBUG is on: it shows patient data in error pages, so production refuses it. Leave DEBUG unset."
    public = [host for host in _hosts(env) if not addresses.is_this_machine(host)]
    if public:
        return f"DEBUG is on while ALLOWED_HOSTS has {public[0]}: others could reach it. Leave one of them unset."
    return None


def _why_not_this_production(env: Mapping[str, str], mode: str) -> str | None:
    if mode != "production":
        return None
    key = env.get("SECRET_KEY", "")
    if not key:
        return "SECRET_KEY is not set. Set a long random one, or run `make setup` for a demo on this machine."
    if len(key) < SHORTEST_KEY or len(set(key)) < 5:
        return f"SECRET_KEY is too easy to guess: it needs at least {SHORTEST_KEY} random characters."
    if not env.get("DATABASE_URL"):
        return "DATABASE_URL is not set. Production needs a PostgreSQL server of its own."
    if not _hosts(env):
        return "ALLOWED_HOSTS is not set. List the names under which the clinic reaches Pearl."
    if "*" in _hosts(env):
        return "ALLOWED_HOSTS has *: any name would be accepted. List the clinic's own names."
    return _why_not_this_folder(env.get("PHOTO_FOLDER", ""))


def _why_not_this_folder(folder: str) -> str | None:
    """Photos outlive a version of the program, and nothing that serves files may stand above them."""
    if not folder:
        return "PHOTO_FOLDER is not set. Production needs a folder of its own for patients' photos, with a backup."
    path = Path(folder)
    if not path.is_absolute() or path.resolve().is_relative_to(ROOT):
        return f"PHOTO_FOLDER is {folder!r}: it must be a full path, outside the folder of the program."
    return None


def _yes(env: Mapping[str, str], name: str) -> bool:
    return env.get(name, "").strip().lower() in YES


def _hosts(env: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(host.strip() for host in env.get("ALLOWED_HOSTS", "").split(",") if host.strip())


def _own_hosts(mode: str) -> tuple[str, ...]:
    return ("localhost", "127.0.0.1", "[::1]") if mode == "demo" else ()
