"""How an answer is given. `component` names the template that draws the whole control."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms


class Tiles:
    """Each option may carry a hint: value -> one sentence."""

    def __init__(
        self, *args: Any, hints: Mapping[str, str] | None = None, columns: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})
        self.columns = columns

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option

    def focus_id(self, control_id: str) -> str:
        return f"{control_id}_0"


class ChoiceTiles(Tiles, forms.RadioSelect):
    component = "components/choice_tiles.html"


class ChoiceTicks(Tiles, forms.CheckboxSelectMultiple):
    """`exclusive` names options such as "none of these": choosing one clears the others where scripts run."""

    component = "components/choice_ticks.html"

    def __init__(self, *args: Any, exclusive: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exclusive = exclusive

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.exclusive:
            option["attrs"]["data-exclusive"] = ""
        return option


class ThreeWay(Tiles, forms.RadioSelect):
    component = "components/three_way.html"


class DateParts(forms.MultiWidget):
    """Three boxes. What was typed comes back as it was typed, right or wrong."""

    component = "components/date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        super().__init__({"day": forms.TextInput, "month": forms.TextInput, "year": forms.TextInput}, attrs)
        self.birthday = birthday
        self.wrong: tuple[str, ...] = ()

    def decompress(self, value: Any) -> list[str]:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)] if isinstance(value, date) else ["", "", ""]

    def focus_id(self, control_id: str) -> str:
        position = {"day": 0, "month": 1, "year": 2}
        return f"{control_id}_{position[self.wrong[0]] if self.wrong else 0}"


class Stepper(forms.TextInput):
    """A box to type in, with minus and plus beside it where scripts run."""

    component = "components/stepper.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        least: int | float | None = None,
        most: int | float | None = None,
        step: int | float = 1,
        unit: str = "",
    ) -> None:
        whole = isinstance(step, int)
        super().__init__({"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"} | (attrs or {}))
        self.least, self.most, self.step, self.unit = least, most, step, unit
