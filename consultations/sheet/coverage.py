"""Which characters a font file has, read from its character map. Only asked once a character was refused."""

import struct
from collections.abc import Iterator
from pathlib import Path

COLLECTION = b"ttcf"


def characters_of(path: Path) -> frozenset[int]:
    """Of the first font in the file: the fonts of one collection have the same characters."""
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == COLLECTION else 0
    table = _table(data, start, b"cmap")
    found: set[int] = set()
    for offset in _subtables(data, table):
        form = struct.unpack_from(">H", data, offset)[0]
        if form == 4:
            found.update(_of_segments(data, offset))
        elif form == 12:
            found.update(_of_groups(data, offset))
    return frozenset(found)


def _table(data: bytes, start: int, name: bytes) -> int:
    number = struct.unpack_from(">H", data, start + 4)[0]
    for row in range(start + 12, start + 12 + 16 * number, 16):
        if data[row : row + 4] == name:
            return int(struct.unpack_from(">I", data, row + 8)[0])
    raise ValueError(f"No {name.decode()} in this font")


def _subtables(data: bytes, table: int) -> Iterator[int]:
    number = struct.unpack_from(">H", data, table + 2)[0]
    for row in range(table + 4, table + 4 + 8 * number, 8):
        yield table + struct.unpack_from(">I", data, row + 4)[0]


def _of_segments(data: bytes, offset: int) -> Iterator[int]:
    segments = struct.unpack_from(">H", data, offset + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, offset + 14)
    starts = struct.unpack_from(f">{segments}H", data, offset + 16 + 2 * segments)
    for first, last in zip(starts, ends, strict=True):
        # The last segment ends the list and stands for nothing.
        yield from (code for code in range(first, last + 1) if code != 0xFFFF)


def _of_groups(data: bytes, offset: int) -> Iterator[int]:
    number = struct.unpack_from(">I", data, offset + 12)[0]
    for row in range(offset + 16, offset + 16 + 12 * number, 12):
        first, last = struct.unpack_from(">II", data, row)
        yield from range(first, last + 1)
