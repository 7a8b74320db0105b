"""A database made for the measurement and dropped after it, on the server that Pearl uses anyway."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo


@contextmanager
def made(settings: dict[str, Any]) -> Iterator[str]:
    """`settings` are Django's for the server; yields what to put into DATABASE_URL."""
    server = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    if settings["PASSWORD"]:
        server["password"] = settings["PASSWORD"]
    name = f"pearl_benchmark_{os.getpid()}"
    with psycopg.connect(**server, dbname=settings["NAME"], autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            yield make_conninfo(**server, dbname=name)
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def python(module: str, *arguments: str, url: str, **env: str) -> str:
    """Another Python on that database; what it prints last."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=environment(url, **env), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{module} failed:\n{done.stderr[-2000:]}")
    return done.stdout.strip().splitlines()[-1]


def environment(url: str, **env: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "PEARL_MODE": "demo", "DEBUG": "", **env}
