"""The buttons of the builder: each makes new rows of the rows there are, and says where the focus goes."""

from collections.abc import Callable
from typing import Final

from treatments.engine.written import DEEPEST
from treatments.workbench.conditions.conditions import ROOT, Group, Negation, Node, Path, Row, is_small

Built = tuple[Group, Path]


def press(group: Group, button: str, path: Path) -> Built:
    """What a button does that does not fit does nothing."""
    if button not in BUTTONS or path[:1] != ROOT or at(group, path) is None:
        return group, ROOT
    built, focus = BUTTONS[button](group, path)
    return (built, focus) if is_small(built) else (group, path)


def at(group: Group, path: Path) -> Node | None:
    """What stands there."""
    found: Node | None = group
    for step in path[1:]:
        parts = parts_of(found) if found is not None else ()
        found = parts[step] if step < len(parts) else None
    return found


def parts_of(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Group):
        return node.parts
    return (node.part,) if isinstance(node, Negation) else ()


def may_nest(path: Path) -> bool:
    return len(path) < DEEPEST


def _add(group: Group, path: Path) -> Built:
    return _added(group, path, Row())


def _add_group(group: Group, path: Path) -> Built:
    if not may_nest(path):
        return group, path
    inside = at(group, path)
    kind = "any" if isinstance(inside, Group) and inside.kind == "all" else "all"
    changed, added = _added(group, path, Group(kind, (Row(),)))
    return changed, (*added, 0)


def _added(group: Group, path: Path, node: Node) -> Built:
    inside = at(group, path)
    if not isinstance(inside, Group):
        return group, path
    return _replaced(group, path, Group(inside.kind, (*inside.parts, node))), (*path, len(inside.parts))


def _remove(group: Group, path: Path) -> Built:
    if path == ROOT:
        return Group("all", ()), ROOT
    parent = path[:-1]
    above = at(group, parent)
    if isinstance(above, Negation):
        return _remove(group, parent)
    return _spliced(group, path, ()), parent


def _negate(group: Group, path: Path) -> Built:
    node = at(group, path)
    if path == ROOT and isinstance(node, Group):
        return Group("all", (Negation(node),)), (*ROOT, 0)
    if isinstance(node, Negation):
        return _replaced(group, path, node.part), path
    if node is None or not may_nest(path):
        return group, path
    return _replaced(group, path, Negation(node)), path


def _wrap(group: Group, path: Path) -> Built:
    node, above = at(group, path), at(group, path[:-1])
    if path == ROOT or node is None or not may_nest(path):
        return group, path
    kind = "any" if isinstance(above, Group) and above.kind == "all" else "all"
    return _replaced(group, path, Group(kind, (node,))), (*path, 0)


def _unwrap(group: Group, path: Path) -> Built:
    """The parts of a group stand where the group stood."""
    node = at(group, path)
    if path == ROOT or not isinstance(node, Group):
        return group, path
    if isinstance(at(group, path[:-1]), Negation):
        only = node.parts[0] if len(node.parts) == 1 else None
        return (_replaced(group, path, only), path) if only is not None else (group, path)
    return _spliced(group, path, node.parts), path if node.parts else path[:-1]


def _switch(group: Group, path: Path) -> Built:
    node = at(group, path)
    if not isinstance(node, Group):
        return group, path
    return _replaced(group, path, Group("any" if node.kind == "all" else "all", node.parts)), path


def _moved(step: int) -> Callable[[Group, Path], Built]:
    def move(group: Group, path: Path) -> Built:
        above = at(group, path[:-1])
        place = path[-1] + step
        if path == ROOT or not isinstance(above, Group) or not 0 <= place < len(above.parts):
            return group, path
        parts = list(above.parts)
        parts[path[-1]], parts[place] = parts[place], parts[path[-1]]
        return _replaced(group, path[:-1], Group(above.kind, tuple(parts))), (*path[:-1], place)

    return move


def _stay(group: Group, path: Path) -> Built:
    return group, path


def _spliced(group: Group, path: Path, nodes: tuple[Node, ...]) -> Group:
    """With these nodes in place of the one there, which stands in a group."""
    above = at(group, path[:-1])
    if not isinstance(above, Group):
        return group
    parts = (*above.parts[: path[-1]], *nodes, *above.parts[path[-1] + 1 :])
    return _replaced(group, path[:-1], Group(above.kind, parts))


def _replaced(group: Group, path: Path, node: Node) -> Group:
    if path == ROOT:
        return node if isinstance(node, Group) else Group("all", (node,))
    above = at(group, path[:-1])
    if isinstance(above, Negation):
        return _replaced(group, path[:-1], Negation(node))
    return _spliced(group, path, (node,))


BUTTONS: Final[dict[str, Callable[[Group, Path], Built]]] = {
    "add": _add,
    "add_group": _add_group,
    "remove": _remove,
    "not": _negate,
    "wrap": _wrap,
    "unwrap": _unwrap,
    "switch": _switch,
    "up": _moved(-1),
    "down": _moved(1),
    "refresh": _stay,
}
