"""A filling as a JSON tree and back. Groups are objects, repeats lists of objects with ``_id``,
answers text; irrelevant answers are in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from app.errors import Unreadable
from app.forms.live import MAX_ROWS, Live
from app.forms.structure import RELEVANT

if TYPE_CHECKING:
    from app.forms.engine import Engine

ROW_ID = "_id"


def write_state(engine: Engine) -> dict[str, object]:
    """The whole filling as a JSON tree."""
    definition = engine.definition
    return {
        "form": {
            "id": definition.form_id,
            "version": definition.version,
            "sha256": definition.sha256,
        },
        "language": engine.shared.language,
        "answers": _tree(engine.root),
    }


def _tree(live: Live) -> dict[str, object]:
    found: dict[str, object] = {ROW_ID: live.row_id} if live.row_id else {}
    for element in live.element.children:
        nodes = live.rows(element.name)
        if element.kind == "repeat":
            found[element.name] = [_tree(row) for row in nodes]
        elif nodes and element.kind == "group":
            found[element.name] = _tree(nodes[0])
        elif nodes:
            found[element.name] = nodes[0].value
    return found


def read_state(engine: Engine, state: Mapping[str, object]) -> None:
    """Fill a blank engine from ``write_state``. Of the same version it stands exactly as it stood;
    of another, everything is worked out again. Raises ``Unreadable`` when it is no snapshot."""
    form, answers = state.get("form"), state.get("answers")
    if not isinstance(answers, dict):
        raise _damaged()
    _fill(engine, engine.root, cast("Mapping[str, object]", answers))
    engine.shared.paths.clear()
    language = state.get("language")
    if isinstance(language, str) and language in engine.definition.languages:
        engine.shared.language = language
    known = cast("dict[str, object]", form) if isinstance(form, dict) else {}
    is_same = known.get("sha256") == engine.definition.sha256
    engine.work.only = RELEVANT if is_same else ""
    engine.recompute_all()
    engine.settle()
    engine.work.only = ""
    engine.load()


def _fill(engine: Engine, live: Live, tree: Mapping[str, object]) -> None:
    for element in live.element.children:
        if element.name not in tree:
            continue
        content = tree[element.name]
        if element.kind == "repeat":
            _fill_rows(engine, live, element.name, content)
            continue
        nodes = live.rows(element.name)
        if element.kind == "group" and isinstance(content, dict) and nodes:
            _fill(engine, nodes[0], cast("Mapping[str, object]", content))
        elif element.kind == "question" and isinstance(content, str) and nodes:
            nodes[0].value = content
        else:
            raise _damaged()


def _fill_rows(engine: Engine, parent: Live, name: str, content: object) -> None:
    element = engine.definition.elements[(*parent.element.names, name)]
    if not isinstance(content, list):
        raise _damaged()
    trees = cast("list[object]", content)
    if len(trees) > MAX_ROWS:
        raise _damaged()
    for row in parent.rows(name):
        parent.remove(row)
        row.parent = parent
        engine.garden.forget(row)
    seed = engine.definition.templates[element.names]
    for tree in trees:
        if not isinstance(tree, dict):
            raise _damaged()
        row_id = cast("dict[str, object]", tree).get(ROW_ID)
        row = engine.garden.grow(seed, parent, row_id if isinstance(row_id, str) else "")
        parent.insert(engine.garden.place_of_row(parent, element), row)
        _fill(engine, row, cast("Mapping[str, object]", tree))


def _damaged() -> Unreadable:
    return Unreadable(
        "这份草稿已损坏，无法打开。请从备份或上一次的草稿恢复。", code="form_draft_damaged"
    )
