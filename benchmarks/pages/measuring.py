"""Every page in interleaved rounds, as a ratio to the empty page for a signed-in person in the same server and run."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle
from json import loads
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

from benchmarks.pages import database, filling
from benchmarks.pages.client import Client, NotThere, choices, hidden_fields
from benchmarks.pages.serving import served

SIZES = (10_000, 1_000_000)
FLOOR = "empty, signed in, Pearl as shipped"
Page = tuple[str, Callable[[], float]]
SIGN_IN = "/account/sign-in/"
THREE_LETTERS = "three letters of the family name"


def measured(
    settings: dict[str, Any], *, rounds: int, requests: int, sizes: tuple[int, ...], only_search: bool = False
) -> dict[str, Any]:
    """One table for each number of patients; only the search is repeated at the larger sizes."""
    tables = []
    key = secrets.token_urlsafe(64)
    with database.made(settings) as url:
        for number, size in enumerate(sizes):
            made = loads(
                database.python("benchmarks.pages.filling", str(size), url=url, SECRET_KEY=key, DATABASE_TIMEOUTS="off")
            )
            with ExitStack() as stack:
                pearl = Client(stack.enter_context(served("benchmarks.pages.shipped", url, key)))
                plain = Client(stack.enter_context(served("benchmarks.pages.plain_django", url, key)))
                pages = [
                    *floors(pearl, plain, made),
                    *(() if number or only_search else worked(pearl, made)),
                    *searches(pearl, made),
                ]
                rows = timed(pages, rounds, requests // rounds)
                slips = [_how_many(pearl, name, tries) for name, tries in made["terms"]["slips"].items()]
                tables.append({"patients": made["patients"], "rows": rows, "slips": slips})
    return {"tables": tables}


def floors(pearl: Client, plain: Client, made: dict[str, Any]) -> Iterator[Page]:
    from consultations.demo.accounts import SIGN_IN_WITH

    pearl.sign_in(SIGN_IN, filling.USERNAME, SIGN_IN_WITH)
    plain.cookies = {"session": made["session"]}
    for name, client in (("Pearl as shipped", pearl), ("Django's default stack", plain)):
        yield f"empty, for anyone, {name}", fetched(client, "/benchmark/anyone/")
        yield f"empty, signed in, {name}", fetched(client, "/benchmark/somebody/")


def worked(pearl: Client, made: dict[str, Any]) -> Iterator[Page]:
    yield "today", fetched(pearl, "/today/")
    yield "queue, 50 visits", fetched(pearl, "/queue/")
    yield "patient", fetched(pearl, f"/patients/{made['patient']}/")
    yield "review", fetched(pearl, f"/consultations/{made['review']}/review/")
    yield "intake, a screen", asked(pearl, f"/consultations/{made['intake']}/intake/")
    yield "intake, save an answer", saved(pearl, f"/consultations/{made['intake']}/intake/")


def searches(pearl: Client, made: dict[str, Any]) -> Iterator[Page]:
    for kind, terms in made["terms"]["searched"].items():
        yield f"search: {kind}", found(pearl, *terms)
    for kind, tries in made["terms"]["slips"].items():
        yield f"search: {kind}", found(pearl, *(typed for typed, _wanted in tries))
    yield "search while typing: three letters", while_typing(pearl, *made["terms"]["searched"][THREE_LETTERS])


def while_typing(client: Client, *terms: str) -> Callable[[], float]:
    """One request for what is in the box, as the page sends it."""
    turn, hidden = cycle(terms), hidden_fields(client.get("/patients/")[1])
    return lambda: client.post("/patients/found/", {**hidden, "q": next(turn)}, expect=200)[0]


def _how_many(client: Client, name: str, tries: list[list[str]]) -> dict[str, Any]:
    hidden = hidden_fields(client.get("/patients/")[1])
    pages = [
        (client.post("/patients/found/", {**hidden, "q": typed}, expect=200)[1], wanted) for typed, wanted in tries
    ]
    return {"name": name, "found": sum(wanted in page for page, wanted in pages), "of": len(tries)}


def found(client: Client, *terms: str) -> Callable[[], float]:
    """From pressing the button to the list: the words are sent, then the list is fetched."""
    turn, hidden = cycle(terms), hidden_fields(client.get("/patients/")[1])
    return lambda: client.post("/patients/", {**hidden, "q": next(turn)})[0] + client.get("/patients/")[0]


def fetched(client: Client, *paths: str) -> Callable[[], float]:
    turn = cycle(paths)
    return lambda: client.get(next(turn))[0]


def asked(client: Client, visit: str) -> Callable[[], float]:
    """The first screen that offers a choice."""
    return lambda: client.get(_screen(client, visit))[0]


def saved(client: Client, visit: str) -> Callable[[], float]:
    """A new answer to the same question every time, saved by itself as the script does; only the first page is read."""
    form: dict[str, str] = {}
    offered: list[tuple[str, str]] = []
    turn = 0

    def save() -> float:
        nonlocal turn
        if not form:
            place = _screen(client, visit)
            _, page = client.get(place)
            form.update(hidden_fields(page) | {"screen": place.rstrip("/").rpartition("/")[2], "area": ""})
            offered[:] = [choice for choice in choices(page) if choice[0] == choices(page)[0][0]]
        name, value = offered[turn % len(offered)]
        turn += 1
        one = {"key": str(uuid4()), "question": name, name: value, "sequence": str(turn)}
        taken, said = client.post(f"{visit}save/", {**form, **one}, expect=200)
        form["revision"] = str(loads(said)["revision"])
        return taken

    return save


def _screen(client: Client, visit: str) -> str:
    place = client.redirected(visit)
    if not choices(client.get(place)[1]):
        raise NotThere("the first screen offers no choice")
    return place


def timed(pages: list[Page], rounds: int, each: int) -> list[dict[str, Any]]:
    """A page that does not answer as it should is listed with the reason and has no time."""
    times: dict[str, list[list[float]]] = {name: [] for name, _ in pages}
    missing: dict[str, str] = {}
    for name, visit in pages:
        try:
            for _ in range(5):
                visit()
        except NotThere as reason:
            missing[name] = f"not there: {reason}"
    for _ in range(rounds):
        for name, visit in pages:
            if name not in missing:
                times[name].append([visit() for _ in range(each)])
    return [
        {"name": name, "reason": missing[name]} if name in missing else _row(name, times[name], times[FLOOR])
        for name, _ in pages
    ]


def _row(name: str, rounds: list[list[float]], floor: list[list[float]]) -> dict[str, Any]:
    every = [taken for taken_in_round in rounds for taken in taken_in_round]
    ratios = [median(mine) / median(empty) for mine, empty in zip(rounds, floor, strict=True)]
    return {
        "name": name,
        "p50_ms": median(every),
        "p95_ms": quantiles(every, n=20)[-1],
        "times_floor": median(ratios),
        "requests": len(every),
    }
