"""Finding people: what somebody types, in whatever way, finds whom they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.household import Household, Member
from app.models.person import Person
from app.storage import driver, search_rows
from app.storage.search_index import Match
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.stores import VILLAGE, a_store
from tests.unit.storage.people import ACTOR, add_household, add_person, below, change

PLACES: Mapping[str, str] = {
    VILLAGE: "顺昌村",
    "500231102202": "新民村",
    "500231102000": "砚台镇",
    "500231103000": "沙坪镇",
}


NOBODY: Final[set[str]] = set()
ASKED: Final[list[tuple[str, set[str]]]] = [
    ("王", {"王小明", "王明"}),
    ("明", {"王小明", "王明"}),
    ("王明", {"王明"}),
    ("小明", {"王小明"}),
    ("王小明", {"王小明"}),
    ("龑", {"欧阳龑"}),
    ("𬱖", {"𬱖㛃"}),
    ("𬱖㛃", {"𬱖㛃"}),
    ("买买提", {"阿卜杜拉·买买提"}),
    ("拉·买", {"阿卜杜拉·买买提"}),
    ("红曾", NOBODY),
    ("shan", {"单晓芳"}),
    ("danxiaofang", {"单晓芳"}),
    ("sxf", {"单晓芳"}),
    ("SXF", {"单晓芳"}),
    ("shanxf", {"单晓芳"}),
    ("dxf", {"单晓芳"}),
    ("zeng", {"曾庆红"}),
    ("zqh", {"曾庆红"}),
    ("wxm", {"王小明"}),
    ("w", {"王小明", "王明"}),
    ("wang xiao ming", {"王小明"}),
    ("oyy", {"欧阳龑"}),
    ("ouyang", {"欧阳龑"}),
    ("wyj", NOBODY),
    ("1234", {"单晓芳"}),
    ("456x", {"王小明"}),
    ("56X", {"王小明"}),
    ("４５６Ｘ", {"王小明"}),
    ("5678", {"单晓芳"}),
    ("13812345678", {"单晓芳"}),
    ("500231199001011234", {"单晓芳"}),
    ("500231195", {"王小明"}),
    ("12", NOBODY),
    ("顺昌", {"曾庆红"}),
    ("3组", {"曾庆红"}),
    ("王 456x", {"王小明"}),
    ("王 5678", NOBODY),
    ("", NOBODY),
    ("   ", NOBODY),
    ("'; DROP TABLE person --", NOBODY),
    ('"', NOBODY),
    ("name : 王*", NOBODY),
    ("%", NOBODY),
]


def found(store: Store, text: str, **more: object) -> list[Match]:
    return store.read(lambda work: work.search(text, **more), ACTOR)  # type: ignore[arg-type]


def names(store: Store, text: str, **more: object) -> list[str]:
    def ask(work: UnitOfWork) -> list[str]:
        matches = work.search(text, **more)  # type: ignore[arg-type]
        return [work.get(Person, each.person_id).name for each in matches]

    return store.read(ask, ACTOR)


@pytest.fixture
def peopled(store: Store) -> Store:
    for name, fields in {
        "单晓芳": {"id_no": "500231199001011234", "phone": "13812345678"},
        "王小明": {"id_no": "50023119500203456X", "phone": "13900000001"},
        "王明": {"id_no": "500231196002034567"},
        "欧阳龑": {},
        "𬱖㛃": {},
        "阿卜杜拉·买买提": {},
        "曾庆红": {"live_addr": "顺昌村3组12号"},
    }.items():
        add_person(store, name, **fields)
    return store


@pytest.mark.parametrize(("typed", "expected"), ASKED)
def test_what_is_typed_finds_whom_it_means(peopled: Store, typed: str, expected: set[str]):
    assert set(names(peopled, typed)) == expected


def test_the_exact_name_comes_first(peopled: Store):
    add_person(peopled, "王明华")
    add_person(peopled, "小王明")
    assert names(peopled, "王明")[0] == "王明"
    assert set(names(peopled, "王明")) == {"王明", "王明华", "小王明"}


def test_why_somebody_was_found_is_told(peopled: Store):
    asked = {text: found(peopled, text)[0].why for text in ("王明", "zqh", "1234", "5678", "3组")}
    assert list(asked.values()) == ["name", "pinyin", "id_no", "phone", "place"]


def test_nobody_is_found_twice(store: Store):
    add_person(store, "单单单", phone="13811111111", id_no="500231199001011111")
    for text in ("单", "d", "s", "ddd", "1111", "111"):
        assert len(found(store, text)) == 1


def test_a_village_narrows(store: Store):
    here = add_person(store, "王小明")
    add_person(store, "王小红", village_code="500231102202")
    assert [one.person_id for one in found(store, "王", village=VILLAGE)] == [here]
    assert len(found(store, "wx", village="500231102")) == 2
    assert len(found(store, "王小", village="500231103")) == 0


def test_a_village_or_a_township_by_name(store: Store):
    add_person(store, "王小明")
    add_person(store, "李小红", village_code="500231102202")
    assert names(store, "顺昌", places=PLACES) == ["王小明"]
    assert set(names(store, "砚台镇", places=PLACES)) == {"王小明", "李小红"}
    assert names(store, "沙坪", places=PLACES) == []
    assert names(store, "李 砚台", places=PLACES) == ["李小红"]


def test_the_household_of_a_person_comes_with_the_match(store: Store):
    household = add_household(store, "王小明", "李桂兰", group_name="3组")
    assert [one.household_id for one in found(store, "李桂兰")] == [household]
    assert {one.household_id for one in found(store, "3组")} == {household}


def test_who_moves_out_is_found_without_the_household(store: Store):
    add_household(store, "王小明", "李桂兰")

    def leave(work: UnitOfWork) -> None:
        for member in work.find(Member):
            if work.get(Person, member.person_id).name == "李桂兰":
                work.remove(member, "迁出")

    store.perform(leave, ACTOR)
    assert [one.household_id for one in found(store, "李桂兰")] == [None]


def test_a_change_is_found_and_what_was_there_before_is_not(store: Store):
    person = add_person(store, "王小明", phone="13800000001", id_no="500231199001011234")
    change(store, person, name="李桂兰", phone="13800000002", id_no="500231199001015678")
    for gone in ("王小明", "wxm", "0001", "1234"):
        assert not found(store, gone)
    for now in ("李桂兰", "lgl", "0002", "5678"):
        assert [one.person_id for one in found(store, now)] == [person]


def test_a_former_name_still_finds_its_person(store: Store):
    person = add_person(store, "王小明", former_name="王二娃")
    assert [one.person_id for one in found(store, "二娃")] == [person]
    assert [one.person_id for one in found(store, "wew")] == [person]
    assert not found(store, "明王")


def test_a_group_that_changes_is_found_by_the_new_one(store: Store):
    household = add_household(store, "王小明", group_name="3组")

    def move(work: UnitOfWork) -> None:
        work.get(Household, household).group_name = "8组"

    store.perform(move, ACTOR)
    assert found(store, "8组")
    assert not found(store, "3组")


def test_who_was_removed_is_not_found(store: Store):
    person = add_person(store, "王小明")
    store.perform(lambda work: work.remove(work.get(Person, person), "重复"), ACTOR)
    assert not found(store, "王")
    assert below(store, lambda c: c.execute("SELECT count(*) FROM person_pinyin").fetchone()) == (
        0,
    )


def test_a_limit_holds(store: Store):
    def many(work: UnitOfWork) -> None:
        for number in range(30):
            work.add(
                Person(name=f"王{'一二三四五六七八九十'[number % 10]}", id_no=f"{number:04}7777")
            )

    store.perform(many, ACTOR)
    for text in ("王", "w", "7777"):
        assert len(found(store, text, limit=7)) == 7


def test_a_rolled_back_change_leaves_the_index_as_it_was(store: Store):
    add_person(store, "王小明")

    def fails(work: UnitOfWork) -> None:
        work.find(Person)[0].name = "李桂兰"
        work.session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.perform(fails, ACTOR)
    assert names(store, "wxm") == ["王小明"]
    assert not names(store, "李")


def dump(store: Store) -> list[list[Any]]:
    def ask(connection: driver.Connection) -> list[list[Any]]:
        return [
            connection.execute("SELECT * FROM person_search ORDER BY rowid_").fetchall(),
            connection.execute("SELECT * FROM person_pinyin ORDER BY key, person").fetchall(),
            [
                connection.execute(
                    "SELECT rowid FROM person_words WHERE person_words MATCH ? ORDER BY rowid",
                    (f"{each:x}",),
                ).fetchall()
                for each in sorted({ord(each) for each in "王小明李桂兰单于3组8"})
            ],
        ]

    return below(store, ask)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["name", "phone", "remove", "group", "member"]),
            st.integers(0, 3),
        ),
        max_size=12,
    )
)
def test_the_index_kept_along_the_way_is_the_one_built_anew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str, int]]
):
    store = a_store(tmp_path_factory.mktemp("any"))
    people = [add_person(store, name) for name in ("王小明", "李桂兰", "单于")]
    household = add_household(store, "王明", group_name="3组")

    def act(work: UnitOfWork, who: int, what: str, choice: int) -> None:
        person = work.get(Person, people[who], with_deleted=True)
        if what == "name":
            person.name = ("王小明", "李桂兰", "单于", "明")[choice]
        elif what == "phone":
            person.phone = (None, "13800000001", "138", "")[choice]
        elif what == "remove":
            person.is_deleted = bool(choice % 2)
        elif what == "group":
            work.get(Household, household).group_name = ("3组", "8组", None, "单")[choice]
        else:
            work.add(Member(household_id=household, person_id=person.id))

    for who, what, choice in steps:
        store.perform(lambda work, a=who, b=what, c=choice: act(work, a, b, c), ACTOR)  # type: ignore[misc]
    kept = dump(store)
    assert store.apply(search_rows.rebuild) == len(kept[0])
    assert dump(store) == kept
    store.close()
