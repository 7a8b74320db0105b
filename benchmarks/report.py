"""The figures as tables: on the terminal, and as docs/benchmarks.md from the file that `--json` wrote."""

from collections.abc import Iterator, Sequence
from typing import Any

Row = Sequence[str]
NOTES = """\
- Ratios are what to read; the absolute figures belong to this machine. Its load stands with each part: it
  was not idle, other work ran on the same cores. Engines are therefore counted in processor time of all their threads,
  which flatters an engine that hands work to threads of its own; pages are counted by the clock, because waiting is
  what a person feels.
- An engine is timed only after it gave the same truths as our plain interpreter on every seeded answer set, with 0, 10
  and 40 % of the questions unanswered (traces on fifty of them). Engines without unknowns got each rule twice,
  "certainly true" and "possibly true", which is about twice the work. All took the same dictionary. Their answers were
  left as they came; ours is a finished truth for each rule.
- "Hand-written" is Python typed out for exactly these rules: nothing is kept, so nothing can be explained.
- zen-engine's "fastest form" is one compiled list of expressions. Its graph is used with content compiled beforehand.
- The synthetic rules are one seeded set; others would give other figures. Engines are used as their documents show,
  an author could tune them. Nothing is said about their native cores: what is timed is the Python package.
- The rules of a part-known list of ticks have no plain form in the other engines and were not part of the answers.
- Pages: one worker, one client, one kept connection, this machine only, warm caches, names made of syllables. The
  requests of "for anyone" carry the session's cookie too. Under load long pages are hit harder than empty ones, so a
  page's ratio is too high rather than too low when others work on the same cores."""


def in_words(figures: dict[str, Any]) -> Iterator[str]:
    if engine := figures.get("engine"):
        yield from _engine(engine)
    if replay := figures.get("replay"):
        yield from _replay(replay)
    if pages := figures.get("pages"):
        yield from ("## Pages", "", *_machine(pages))
        for table in pages["tables"]:
            yield from _pages(table)


def document(figures: dict[str, Any]) -> str:
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench` and written here by `manage.py benchmark report --json FILE`; nothing here is a test.",
        "",
        *in_words(figures),
        "## What these figures are not",
        "",
        NOTES,
    ]
    return "\n".join(lines) + "\n"


def _machine(part: dict[str, Any]) -> Iterator[str]:
    machine = part["machine"]
    yield (
        f"{machine['date']}. {machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"Django {machine['django']}. Load before {part['load_before']}, after {part['load_after']}."
    )
    yield ""


def _engine(engine: dict[str, Any]) -> Iterator[str]:
    yield from ("## Engine", "", *_machine(engine))
    versions = ", ".join(f"{name} {version}" for name, version in engine["versions"].items())
    yield f"{engine['rounds']} interleaved rounds, {engine['checked']} answer sets compared, {engine['timed']} timed."
    yield f"Beside {versions}."
    yield ""
    for table in engine["tables"]:
        yield from _peers(table, engine["rival"])
    yield from _growth(engine["growth"])
    yield from _visits(engine["visits"])


def _peers(table: dict[str, Any], rival: str) -> Iterator[str]:
    asked = "10 % unanswered, three truth values" if table["unknowns"] else "all answered, two truth values"
    yield f"### {table['rules'].capitalize()}; {asked}"
    yield ""
    yield f"{table['described']}. Microseconds for all rules on one patient's answers."
    yield ""
    head = ("evaluator", "median", "least to most", "x faster than the graph", "x our time", "explains")
    yield from _table(head, [_peer(row) for row in sorted(table["rows"], key=lambda row: row.get("us", 1e9))])


def _peer(row: dict[str, Any]) -> Row:
    if "us" not in row:
        return (row["name"], row["reason"], "", "", "", "")
    spread = f"{_number(row['least_us'])} to {_number(row['most_us'])}"
    faster, ours = row["times_faster_than_rival"], row["times_ours"]
    return (
        row["name"],
        _number(row["us"]),
        spread,
        _number(faster) if faster else "",
        _number(ours) if ours else "",
        row["explains"],
    )


def _growth(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "### Growth with the number of rules"
    yield ""
    head = ("evaluator", "rules", "microseconds", "x its 60 rules", "compiled in ms")
    ordered = sorted(rows, key=lambda row: (row["name"], row["rules"]))
    yield from _table(head, [_grown(row) for row in ordered])


def _grown(row: dict[str, Any]) -> Row:
    compiled = _number(row["compile_ms"]) if row["compile_ms"] else ""
    return (row["name"], str(row["rules"]), _number(row["us"]), _number(row["times_smallest"]), compiled)


def _visits(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "### One area of a visit on the published protocol"
    yield ""
    table = [
        (row["name"], _number(row["us"]), f"{_number(row['least_us'])} to {_number(row['most_us'])}") for row in rows
    ]
    yield from _table(("step", "microseconds", "least to most"), table)


def _replay(replay: dict[str, Any]) -> Iterator[str]:
    yield from ("## Replay of past visits", "", *_machine(replay))
    yield (
        f"{replay['visits']} made-up visits on the published protocol and a draft with three other rules; "
        f"{replay['changed']} come out differently. {replay['rounds']} interleaved rounds, "
        f"{replay['memory']} MiB at most. "
        "The quick way found what the plain way found before anything was timed."
    )
    yield ""
    rows = [
        (row["name"], _number(row["us"]), _number(row["us"] / 10), _number(row["times_ours"])) for row in replay["rows"]
    ]
    yield from _table(("way", "microseconds a visit", "seconds for 100 000", "x our time"), rows)


def _pages(table: dict[str, Any]) -> Iterator[str]:
    yield f"### With {table['patients']:,} patients".replace(",", " ")
    yield ""
    head = ("page", "p50 ms", "p95 ms", "x the empty page, signed in", "requests")
    yield from _table(head, [_page(row) for row in table["rows"]])
    for slips in table.get("slips", ()):
        yield f"{slips['found']} of {slips['of']} found with {slips['name']}."
        yield ""


def _page(row: dict[str, Any]) -> Row:
    if "p50_ms" not in row:
        return (row["name"], row["reason"], "", "", "")
    times = f"{row['times_floor']:.2f}"
    return (row["name"], f"{row['p50_ms']:.1f}", f"{row['p95_ms']:.1f}", times, str(row["requests"]))


def _table(head: Row, rows: Sequence[Row]) -> Iterator[str]:
    """Markdown that reads well on a terminal too."""
    widths = [max(len(line[column]) for line in (head, *rows)) for column in range(len(head))]
    yield _line(head, widths)
    yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    for row in rows:
        yield _line(row, widths)
    yield ""


def _line(cells: Row, widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
