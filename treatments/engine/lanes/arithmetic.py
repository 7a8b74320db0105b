"""What can be done with all bytes of a lane at once. Truths keep their two bits: false 0, not known 2, true 3."""

from typing import Final

# More than this between the highest and the lowest possible score does not fit into a byte.
WIDEST: Final = 120
_IS_MORE: Final = bytes(value > 128 for value in range(256))
_IS_EQUAL: Final = bytes(value == 128 for value in range(256))


class Width:
    """How many areas stand beside each other; the lane with a 1 for each."""

    def __init__(self, areas: int) -> None:
        self.areas = areas
        self.every = int.from_bytes(b"\1" * areas, "little")

    def lane(self, kinds: bytes, table: bytes) -> int:
        return int.from_bytes(kinds.translate(table), "little")

    def kinds(self, lane: int) -> bytes:
        return lane.to_bytes(self.areas, "little")

    def but(self, lane: int) -> int:
        return self.every ^ lane

    def certainly(self, truths: int) -> int:
        return truths & self.every

    def possibly(self, truths: int) -> int:
        return (truths >> 1) & self.every

    def negated(self, truths: int) -> int:
        return self.but(self.certainly(truths)) << 1 | self.but(self.possibly(truths))

    def true(self) -> int:
        return self.every * 3

    def put(self, kinds: bytes, where: int, kind: int) -> bytes:
        """The column with this kind wherever the lane is 1."""
        return self.chosen(where, self.every * kind, kinds)

    def chosen(self, where: int, then: int, otherwise: bytes) -> bytes:
        mask, other = where * 255, int.from_bytes(otherwise, "little")
        return self.kinds(other ^ ((other ^ then) & mask))

    def compared(self, one: int, other: int, ahead: int) -> tuple[int, int]:
        """Where `one` is more than `other` plus `ahead`, and where it is equal to that. No byte leaves its bounds."""
        difference = self.kinds(one + self.every * (128 - ahead) - other)
        return self.lane(difference, _IS_MORE), self.lane(difference, _IS_EQUAL)

    def at_least(self, scores: int, limit: int) -> int:
        return self.lane(self.kinds(scores), bytes(value >= limit for value in range(256)))
