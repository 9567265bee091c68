"""T17: laptops and counties of the two versions before (S19). What they said was recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, make_dataclass, replace
from pathlib import Path
from typing import Any, Final, cast, get_type_hints

import msgspec
import pytest
from msgspec import structs

from app.models.household import Household
from app.server import stored
from app.server.api.application import make_app
from app.services import conflicts
from app.sync.protocol import codec, messages
from app.sync.protocol.merge import Mark
from app.sync.protocol.messages import Answer, Clash, Question
from tests import factories
from tests.contract.county_made import Laptop as Bare
from tests.contract.county_made import MadeCounty
from tests.unit.sync.laptops import Laptop, level
from tests.unit.sync.recorded import said

FOLDER: Final = Path(said.__file__).parent
ERAS: Final = ("n2", "n1")
SINCE: Final = {
    "Hello": ("recovery", "squeezers"),
    "Clash": ("theirs_name", "theirs_role", "theirs_at", "theirs_visit"),
    "Push": ("is_brief",),
    "Pull": ("without_root",),
    "Ack": ("as_sent",),
}
"""Fields that came since the first, by class."""


def recorded(era: str, what: str) -> bytes:
    return (FOLDER / f"{era}-{what}.bin").read_bytes()


def new_in(era: str, name: str) -> tuple[str, ...]:
    """The fields of a class that a program of ``era`` does not know."""
    return tuple(one for one in SINCE.get(name, ()) if one not in said.ADDED[era])


# -- what was recorded --------------------------------------------------------------------------


@pytest.mark.parametrize("era", ERAS)
def test_t17_what_an_older_laptop_asks_and_an_older_county_answers_is_read(era: str):
    assert codec.decode(recorded(era, "questions")) == said.questions(messages, era)
    assert codec.decode(recorded(era, "answers")) == said.answers(messages, era)


def test_t17_what_an_older_program_did_not_say_means_that_it_cannot():
    hello, push, _pull = codec.decode(recorded("n2", "questions"))
    assert isinstance(hello, messages.Hello)
    assert isinstance(push, messages.Push)
    assert (hello.recovery, push.is_brief) == (0, False)
    _welcome, ack, *_rest = codec.decode(recorded("n2", "answers"))
    assert isinstance(ack, messages.Ack)
    (clash,) = ack.verdicts[1].clashes
    named = clash.theirs_name, clash.theirs_role, clash.theirs_at, clash.theirs_visit
    assert (ack.as_sent, named) == ((), ("", "", "", ""))


@pytest.mark.parametrize("era", ERAS)
def test_t17_the_county_answers_an_older_laptop_and_tells_it_every_row_it_sent(
    made: MadeCounty, era: str
):
    laptop = made.laptop("2", said.VILLAGE[:9])
    answer = laptop.ask("POST", "/v1/sync", recorded(era, "questions"))
    _welcome, ack, page = codec.decode(answer.body)
    assert isinstance(ack, messages.Ack)
    assert [one.outcome for one in ack.verdicts] == ["applied", "applied"]
    assert [row.fields["live_addr"] for row in ack.rows] == ["二号"]
    assert isinstance(page, messages.Page)


def test_t17_what_an_older_county_wrote_down_is_read():
    decision = stored.decision_of(recorded("n2", "decision"))
    assert decision.verdict == said.answers(messages, "n2")[1].verdicts[1]
    body, marks = stored.unpack(recorded("n2", "record"))
    row = said.answers(messages, "n2")[1].rows[0]
    held = stored.held_of(stored.key(row.id), row.noun, row.rev, body, marks)
    assert (held.row, held.origin) == (row, Mark(3, "y/1"))
    assert held.marks == {"live_addr": Mark(7, "x/1")}


# -- what is said today, to programs of then ----------------------------------------------------


@pytest.mark.parametrize("era", ERAS)
def test_t17_what_is_said_today_with_every_new_field_is_read_by_a_program_of_then(era: str):
    clash = Clash("g", {}, {"a": 1}, {"a": 2}, 6, "x/1", "王芳", "4", "2026-11-25", said.MEMBER)
    hello, push, *rest = said.questions(messages, "n1")
    _welcome, ack, *others = said.answers(messages, "n1")
    verdict = structs.replace(ack.verdicts[1], clashes=(clash,))
    today: tuple[Any, ...] = (
        replace(hello, recovery=3),
        push,
        *rest,
        replace(ack, verdicts=(verdict,), as_sent=(1,)),
        *others,
    )
    for sent, (name, plain) in zip(today, _plain(codec.encode(today)), strict=True):
        kind = getattr(messages, name)
        then = _of_then(kind, era)
        kept = {key: value for key, value in plain.items() if key != "rows"}
        read: Any = msgspec.convert({"rows": (), **kept}, then, builtin_types=(bytes,), strict=True)
        assert type(sent) is kind
        for one in fields(then):
            if one.name not in {"rows", "verdicts", "operations"}:
                assert _told(getattr(read, one.name)) == _told(getattr(sent, one.name))


def _plain(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    """The list inside, as any decoder finds it."""
    size, way, body = int.from_bytes(data[4:8], "big"), data[3], data[40:]
    squeezer = codec._SQUEEZERS[way]  # pyright: ignore[reportPrivateUsage]
    return msgspec.msgpack.decode(squeezer.unpack(body, size))


def _of_then(kind: type[Any], era: str) -> type[Any]:
    """The class as it was: without the fields that came later, a default where there was one."""
    kept = [one for one in fields(kind) if one.name not in new_in(era, kind.__name__)]
    types: dict[str, Any] = get_type_hints(kind)
    return make_dataclass(
        kind.__name__, [(one.name, types[one.name]) for one in kept], frozen=True, kw_only=True
    )


def _told(value: Any) -> Any:
    return msgspec.to_builtins(value, builtin_types=(bytes,))


# -- whole conversations ------------------------------------------------------------------------


@dataclass
class OlderLaptops:
    """A county that hears every laptop as one of ``era``: what that did not know was not said."""

    below: Any
    era: str

    def answer(self, sender: str, questions: tuple[Question, ...], *rest: Any) -> Any:
        return self.below.answer(sender, tuple(as_of(self.era, one) for one in questions), *rest)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.below, name)


@dataclass
class OlderCounty(OlderLaptops):
    """A county of ``era``: it does not understand the rest, and does not say it."""

    def answer(self, sender: str, questions: tuple[Question, ...], *rest: Any) -> Any:
        answers: tuple[Answer, ...] = super().answer(sender, questions, *rest)
        return tuple(as_of(self.era, one) for one in answers)


def as_of(era: str, value: Any) -> Any:
    """A message as a program of ``era`` would have said it."""
    if isinstance(value, tuple):
        return tuple(as_of(era, one) for one in cast("tuple[Any, ...]", value))
    if isinstance(value, messages.Verdict):
        return structs.replace(value, clashes=as_of(era, value.clashes))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    new = new_in(era, type(value).__name__)
    blank = {one.name: one.default for one in fields(value) if one.name in new}
    inner = {
        one.name: as_of(era, getattr(value, one.name))
        for one in fields(value)
        if one.init and isinstance(getattr(value, one.name), tuple)
    }
    return replace(value, **(inner | blank))


Make = Callable[[Any, str], Any]


@pytest.mark.parametrize("make", [OlderLaptops, OlderCounty])
@pytest.mark.parametrize("era", ERAS)
def test_t17_push_pull_and_conflict_lose_nothing_whoever_of_the_two_is_older(
    made: MadeCounty, laptop: Laptop, other: Laptop, era: str, make: Make
):
    made.app = make_app(replace(made.served, county=make(made.county, era)))
    household = laptop.do(lambda work: factories.a_household(work, 2)).id
    level(laptop)
    level(other)
    laptop.do(lambda work: setattr(work.get(Household, household), "live_addr", "一号"))
    other.do(lambda work: setattr(work.get(Household, household), "live_addr", "二号"))
    for each in (laptop, other, laptop):
        level(each)
    (found,) = other.look(conflicts.list_conflicts)
    (field,) = found.fields
    assert (field.mine, field.theirs) == ("二号", "一号")
    lives = [
        each.look(lambda work: work.get(Household, household)).live_addr for each in (laptop, other)
    ]
    assert lives == ["一号", "一号"]


def test_t17_a_field_that_only_a_newer_program_knows_is_still_there_after_an_older_one_changed_the_row(
    made: MadeCounty, other: Laptop
):
    household = other.do(lambda work: factories.a_household(work, 1)).id
    level(other)
    newer = made.laptop("2", other.village[:9])
    _row(newer, household)
    newer.push(newer.op("household", "update", household, newer={"list": [1, "二"]}))
    level(other)
    other.do(lambda work: setattr(work.get(Household, household), "live_addr", "一号"))
    level(other)
    row = _row(newer, household)
    assert (row.fields["newer"], row.fields["live_addr"]) == ({"list": [1, "二"]}, "一号")


def _row(laptop: Bare, record_id: str) -> messages.Row:
    (_welcome, page) = laptop.sync(laptop.hello(), messages.Pull(messages.Cursor(1, 1, 0, "")))
    (row,) = [row for row in page.rows if row.id == record_id]
    return row
