"""Pearl's command line."""

import os
import sys

from clinic import environment, postgres

WITHOUT_DATABASE = {
    "collectstatic",
    "compilemessages",
    "makemessages",
    "makemigrations",
    "lifecycle",
    "help",
    "version",
}
# A migration or a whole-table check may rightly take longer than a page may.
TAKES_ITS_TIME = {"migrate", "createcachetable", "verify_records", "benchmark", "dbshell"}


def needs_database(arguments: list[str]) -> bool:
    command, options = (arguments or ["help"])[0], set(arguments[1:])
    if command.startswith("-") or command in WITHOUT_DATABASE or options & {"--help", "-h"}:
        return False
    if command == "check":
        return any(option.startswith("--database") for option in options)
    if command == "recommend":
        return not any(option.startswith("--protocol") for option in options)
    return not (command == "protocol" and arguments[1:2] in (["check"], ["tidy"]))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    if sys.argv[1:2] and sys.argv[1] in TAKES_ITS_TIME:
        os.environ["DATABASE_TIMEOUTS"] = "off"
    from django.core.management import execute_from_command_line

    from clinic import checks as _registers_itself  # noqa: F401

    if needs_database(sys.argv[1:]):
        start_embedded_server()
    execute_from_command_line(sys.argv)


def start_embedded_server() -> None:
    machine = environment.settings_of_this_machine()
    if machine.get("DATABASE_URL") or machine.get("PEARL_MODE") != "demo":
        return
    try:
        postgres.ensure()
    except postgres.CannotStart as reason:
        environment.refuse(reason)


if __name__ == "__main__":
    main()
