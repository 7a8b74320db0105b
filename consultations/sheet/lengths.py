"""How much there is to print, and so in which setting it will probably fit: a first try that is seldom far off.

The figures come from laying out random plans of the milia protocol in every setting. They only save time: what is
printed is decided by the pages that come out.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

# The last of the settings in the template.
NARROWEST = 8
# A short line takes as much room as these many letters.
DAY, ITEM = 55, 45
# Letters of a page: the most, those that still fit in the airiest setting, and those that each further setting brings.
NORMAL, LARGE = (2250, 1330, 80), (1300, 800, 60)


def likely_setting(data: Mapping[str, Any]) -> int:
    most, airy, step = LARGE if data["large"] else NORMAL
    letters = _letters(data)
    pages = max(2 if data["large"] else 1, ceil(letters / most))
    # Of several pages only the first bears the head and only the last the foot.
    more = 0 if data["large"] else step * (pages - 1)
    return min(NARROWEST, max(0, round((letters / pages - airy - more) / step)))


def _letters(data: Mapping[str, Any]) -> int:
    days = (stage for group in data["to-do"] for stage in group["stages"])
    parts = (data["normal"], data["call"], data["call"]["now"])
    items = (line for part in parts for group in part["groups"] for line in group["lines"])
    return sum(max(DAY, len(" ".join([stage["when"], *stage["steps"]]))) for stage in days) + sum(
        max(ITEM, len(line)) for line in items
    )
