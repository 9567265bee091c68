"""What a request must look like: nothing a broken or hostile laptop sends gets further."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused, Unreadable
from app.server import door
from app.server.api.documented import OPERATIONS
from app.sync.protocol import codec
from app.sync.protocol.messages import Cursor, Fetch, Pull, Push, Verify, Welcome

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(TREES)
def test_a_tree_of_json_passes(tree: Any):
    assert door.is_json(tree)


@given(st.binary(max_size=3) | st.dictionaries(st.integers(), st.none(), min_size=1))
def test_what_is_no_json_does_not(value: Any):
    assert not door.is_json({"name": [value]})


def is_json(value: Any, depth: int = 0) -> bool:
    """As it is meant: one value after the other."""
    if value is None or isinstance(value, str | bool | int | float):
        return True
    if depth >= door.MOST_DEPTH:
        return False
    names, inner = _opened(value)
    return all(type(one) is str for one in names) and all(is_json(one, depth + 1) for one in inner)


def _opened(value: Any) -> tuple[list[Any], Any]:
    """Names and values; a byte string is no list of numbers."""
    if value.__class__ is dict:
        return [*value], [*value.values()]
    return ([], value) if value.__class__ is list else ([0], [])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=2) | st.binary(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=2) | st.integers(), inner, max_size=3)
        ),
    ),
    st.integers(0, door.MOST_DEPTH + 1),
)
def test_a_look_at_the_kinds_of_value_passes_what_a_walk_passes(tree: Any, depth: int):
    assert door.is_json(tree, depth) == is_json(tree, depth)


def test_a_tree_that_is_too_deep_does_not():
    tree: Any = None
    for _level in range(door.MOST_DEPTH + 1):
        tree = [tree]
    assert not door.is_json(tree)


@given(st.binary(max_size=200))
def test_any_bytes_are_questions_or_refused(body: bytes):
    try:
        door.read(body)
    except (Refused, Unreadable):
        return
    raise AssertionError("taken")


def test_answers_are_no_questions():
    for message in (
        Welcome(1, 1, 1, ()),
        Push("", ()),
        Pull(Cursor(1, 1, 2**62)),
        Pull(Cursor(1, 1, 0, "\0")),
        Verify({"a\0b": b""}),
        Fetch({"v/household": (-1,)}),
    ):
        with pytest.raises(Refused) as refused:
            door.read(codec.encode((message,)))
        assert refused.value.code == "malformed"


def test_every_signed_route_is_documented_and_nothing_else_is(tmp_path: Any):
    from starlette.routing import Route

    from app.server.api.application import make_app
    from app.server.database import Database
    from app.server.migration import upgrade
    from tests.contract.county_made import MadeCounty

    database = Database.at(tmp_path / "county.db")
    with database.writing() as connection:
        upgrade(connection)
    app = make_app(MadeCounty(database).served)
    document = app.openapi()
    served = {
        (route.path, method.lower())
        for route in app.router.routes
        if type(route) is Route and route.path.startswith("/v1/")
        for method in route.methods or ()
    }
    # Starlette answers HEAD wherever it answers GET; only for chunks it is an operation.
    without = {one for one in OPERATIONS if one[1] != "head"}
    assert {one for one in served if one[1] != "head"} == without
    for (path, method), one in OPERATIONS.items():
        told = document["paths"][path][method]
        assert set(told["responses"]) == {str(status) for status in one.answers}
    assert {"/healthz", "/readyz", "/metrics", "/v1/county"} <= document["paths"].keys()
    database.close()
