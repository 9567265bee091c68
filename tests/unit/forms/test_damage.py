"""A form damaged anywhere loads and works, or is refused; nothing else ever happens."""

from __future__ import annotations

import contextlib
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app import resources
from app.errors import Refused, Unreadable
from app.forms.definition import load_form
from tests.unit.forms.walking import blank, step

FORMS = [resources.read_bytes("forms", name, "form.xml") for name in ("ruhu", "ertong")]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The form with a few pieces lost, doubled, moved or overwritten."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice((1, 2, 5, 20, 100, 1_000)))
        piece = data[start:end]
        other = chance.randrange(len(data))
        data = chance.choice(
            (
                data[:start] + data[end:],
                data[:end] + piece + data[end:],
                data[:other] + piece + data[other:],
                data[:start] + bytes(chance.choices(b"<>/'\"=()[].,0az\xe5", k=2)) + data[end:],
            )
        )
    return data


def renamed(data: bytes, chance: random.Random) -> bytes:
    """The form with two of its words exchanged: still XML, but saying nonsense."""
    words = [b"member", b"/data/loc", b"repeat", b"select1", b"group", b"bind", b"nodeset", b"ref",
             b"instance", b"itext", b"value", b"calculate", b"mage", b"item", b"input", b"label",
             b"jr:count", b"jr:template", b"relevant", b"string", b"int", b"../", b"name"]  # fmt: skip
    one, other = chance.sample(words, 2)
    return data.replace(one, b"\0", chance.randint(1, 40)).replace(other, one).replace(b"\0", other)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_damaged_form_works_or_is_refused(seed: int) -> None:
    chance = random.Random(seed)
    data = chance.choice(FORMS)
    data = chance.choice((damaged, renamed))(data, chance)
    with contextlib.suppress(Unreadable, Refused):
        filling = blank(load_form(data))
        for _ in range(6):
            step(filling, chance)
        assert filling.problems() is not None
        assert blank(filling.definition, filling.state()).state() == filling.state()
