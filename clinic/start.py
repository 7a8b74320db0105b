"""`make setup` and `make run`: everything between an installed environment and a served demo.

Every step looks at what is there and does only the rest, so it may be run again at any time, also after `kill -9`.
"""

import fcntl
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from clinic import environment, postgres

ROOT = environment.ROOT
PROTOCOL = ROOT / "treatments" / "protocols" / "milia.yaml"


def setup() -> None:
    environment.LOCAL_FILE.parent.mkdir(exist_ok=True)
    with (environment.LOCAL_FILE.parent / "setup.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        write_local_environment()
        # Migrations and the demo's forty visits may take longer than a page may.
        os.environ["DATABASE_TIMEOUTS"] = "off"
        start_embedded_server()
        for what, work in STEPS:
            step(what, work)


def assets() -> None:
    """What a container image holds: neither a database nor a secret is needed for it."""
    for what, work in STEPS[:2]:
        step(what, work)


def serve() -> None:
    host, port = "127.0.0.1", int(os.environ.get("PORT") or 8000)
    if taken(host, port):
        environment.refuse(f"port {port} is taken. Choose another one, for example `make run PORT=8123`.")
    start_embedded_server()
    start_beside("outbox")
    start_beside("impact")
    say(f"\nPearl is at http://{host}:{port}/   (stop it with Ctrl-C)\n")
    sys.argv = ["gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.conf.py")]
    # In this process: it holds the embedded server until the last worker has gone.
    from gunicorn.app.wsgiapp import run

    run()


def start_beside(command: str) -> None:
    """What goes on in the background is a process of its own, which looks all the time whether this one is there."""
    own = str(os.getpid())
    subprocess.Popen([sys.executable, str(ROOT / "manage.py"), command, "--watch", "--beside", own], cwd=ROOT)


def write_local_environment() -> None:
    """Without this file a checkout is a production install, which refuses to start without its settings."""
    path = environment.LOCAL_FILE
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(f"PEARL_MODE=demo\nSECRET_KEY={secrets.token_urlsafe(64)}\n")
        unfinished.rename(path)


def start_embedded_server() -> None:
    if environment.settings_of_this_machine().get("DATABASE_URL"):
        return
    try:
        step("database server", postgres.ensure)
    except postgres.CannotStart as reason:
        environment.refuse(reason)


def compile_translations() -> None:
    import polib

    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            unfinished = compiled.with_suffix(".new")
            polib.pofile(str(source)).save_as_mofile(str(unfinished))
            unfinished.rename(compiled)


def collect_static_files() -> None:
    """Compressing them takes seconds, so only when one has changed."""
    load_django()
    from django.conf import settings

    stamp = settings.STATIC_ROOT / "collected.txt"
    sources = static_sources()
    if not stamp.exists() or stamp.read_text() != sources:
        stamp.unlink(missing_ok=True)
        manage("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(sources)


def static_sources() -> str:
    from django.contrib.staticfiles.finders import get_finders

    found = ((name, Path(files.path(name)).stat()) for finder in get_finders() for name, files in finder.list([]))
    text = "\n".join(f"{name} {fact.st_size} {fact.st_mtime_ns}" for name, fact in sorted(found))
    return hashlib.sha256(text.encode()).hexdigest()


def migrate() -> None:
    manage("migrate", interactive=False, verbosity=0)
    manage("createcachetable", verbosity=0)


def publish_protocol() -> None:
    load_django()
    from treatments.models import Release

    if not Release.objects.exists():
        manage("protocol", "load", str(PROTOCOL), "--publish")


def fill_demo_clinic() -> None:
    manage("demo")


STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("translations", compile_translations),
    ("static files", collect_static_files),
    ("tables", migrate),
    ("milia protocol", publish_protocol),
    ("demo clinic", fill_demo_clinic),
)


def manage(command: str, *arguments: str, **options: object) -> None:
    load_django()
    from django.core.management import call_command

    call_command(command, *arguments, **options)


def load_django() -> None:
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    if not apps.ready:
        django.setup()


def step(what: str, work: Callable[[], None]) -> None:
    say(f"== {what} ...")
    started = time.monotonic()
    work()
    say(f"   {what} ready ({time.monotonic() - started:.1f} s)")


def taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"setup": setup, "assets": assets, "serve": serve}[sys.argv[1]]()
