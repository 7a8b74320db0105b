"""Names that differ by a slip: what a name is kept under, and how far two words are from each other. No database.

A word is kept under itself and under each form with one letter left out. Two words one slip apart (a letter too many,
too few, another one, two changed places) always share one of these, so a slip is found by equality alone.
"""

from collections.abc import Iterator

SHORTEST_FORGIVING, LONGEST_FORGIVING = 3, 40
SHORTEST_FOR_TWO = 6


def forms(word: str) -> set[str]:
    if not SHORTEST_FORGIVING <= len(word) <= LONGEST_FORGIVING:
        return {word}
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def words_of(name: str) -> set[str]:
    """Each word of the name, and all in one piece: "De Souza" is also DeSouza."""
    return {word for word in (*name.split(), name.replace(" ", "")) if word}


def is_near(typed: str, word: str) -> int | None:
    """How many slips apart, or None when that is too many for a word of this length."""
    slips = distance(typed, word)
    most = 2 if len(typed) >= SHORTEST_FOR_TWO else 1 if len(typed) >= SHORTEST_FORGIVING else 0
    return slips if slips <= most else None


def distance(one: str, other: str) -> int:
    """Letters to add, drop or change; two neighbours that changed places count as one slip."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def cuts(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every place where the one name can end and the other begin, each in one piece."""
    for cut in range(1, len(words)):
        yield "".join(words[:cut]), "".join(words[cut:])
