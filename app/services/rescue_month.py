"""流浪乞讨人员救助月报 (E-33b): who came in the month, and who left how.

A person's province is that of the identity number, once it is known who it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import and_, select

from app.domain.codes_children import LEFT_BEHIND
from app.domain.money import ZERO
from app.domain.months import month_end, month_name, month_of
from app.domain.permissions import Action
from app.models.child import Child
from app.models.homecoming import Departure, Resettlement
from app.models.person import Person
from app.models.vagrant import Vagrant
from app.services.month_table import MAN, WOMAN, MonthlyTable, TableRow, counted
from app.services.permitted import needs
from app.services.rescues import KNOWN_STATES
from app.storage.unit_of_work import UnitOfWork

_TIMES: Final = "人次"
_PROVINCE: Final = 2
"""Digits of a division's code that say the province."""
_SOUND: Final = "1"
_ILL: Final = frozenset(("2", "3"))
"""BODY_STATE."""
_TENTH: Final = Decimal("0.1")
_BANDS: Final[Mapping[str, tuple[int, int]]] = {
    "6岁以下": (0, 6), "7至18岁": (7, 18), "19至59岁": (19, 59), "60岁以上": (60, 200),
}  # fmt: skip
_WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "安置": ("9",), "提供乘车凭证": ("2",), "自行返乡": ("1",), "终止救助": ("10",),
    "擅自离站": ("11",), "护送返乡": ("5", "6"), "其中跨省护送": ("6",), "接领返乡": ("3", "4"),
    "死亡": ("12",), "其他方式": ("7", "8"),
}  # fmt: skip
"""Item -> LEAVE_WAY."""
_FETCHED: Final = ("3", "4")
_TRAFFICKED: Final = "9"
_VIOLENCE: Final = "5"
"""VAGRANT_REASON."""
_OF_PRISONERS: Final = "9"
"""CHILD_CATEGORY."""
_TAIWAN_AND_ISLANDS: Final = frozenset(("04",))
_FOREIGN: Final = frozenset(("05", "06"))
"""ID_KIND."""
_HELPED_HOME: Final = frozenset(("2", "3", "4", "5", "6"))
"""LEAVE_WAY."""
_FOSTERED: Final = "4"
"""PLACE_WAY."""
_BOARD: Final = "1"
"""RESCUE_NEED."""
_NOT_ASKED: Final = "登记表没有这一项"
_OUTSIDE: Final = frozenset(("FOUND", "REFUSED"))
_BADLY: Final = "有送医记录"
_NOWHERE: Final = "不知道本县属于哪个省份"


@dataclass(frozen=True)
class _One:
    """Somebody helped: the file of the stay, and who it is where that is known."""

    stay: Vagrant
    person: Person | None
    categories: frozenset[str]

    @property
    def is_known(self) -> bool:
        return self.stay.identity_state in KNOWN_STATES

    @property
    def province(self) -> str:
        return ((self.person.id_no if self.person else "") or "")[:_PROVINCE]

    @property
    def id_kind(self) -> str:
        return (self.person.id_kind if self.person else "") or ""

    def is_aged(self, low: int, high: int) -> bool:
        """By the age the station put down."""
        age = self.stay.age_from if self.stay.age_to is None else self.stay.age_to
        return age is not None and low <= age <= high


_Test = Callable[[_One], bool]


@needs(Action.VAGRANT_READ)
def rescue_table(work: UnitOfWork, month: date, county: str = "") -> MonthlyTable:
    """The table of a month; the province is ours where numbers begin as the county's code does.

    ``county``: that code; empty: of the actor's own office, without which those rows stay open.
    """
    first, last = month_of(month), month_end(month)
    everybody = _everybody(work)
    came = [each for each in everybody.values() if _came_in(each.stay, first, last)]
    gone = work.find(Departure, Departure.left_at.is_not(None))
    left = [
        (each, everybody[each.vagrant_id])
        for each in gone
        if each.left_at and first <= each.left_at.date() <= last and each.vagrant_id in everybody
    ]
    ours = (county or work.actor.org_code or "")[:_PROVINCE]
    rows = [
        counted("受助", "受助总人数", came, _TIMES),
        TableRow("受助", "平均在站天数", _average_stay(left), "天"),
        *(counted("性别", label, _where(came, _of_sex(code)), _TIMES) for label, code in _SEXES),
        *(_row("年龄", label, came, test) for label, test in _AGES.items()),
        *(_row("健康", label, came, test) for label, test in _HEALTH.items()),
        TableRow("健康", "肢体残疾", None, _TIMES, _NOT_ASKED),
        *_provinces(came, ours),
        *_leavings(left, ours),
        counted("离站方式", "滞站", _staying(everybody.values(), gone, last), _TIMES),
        *_kinds(work, everybody, came, left, (first, last)),
        *(_row("特殊人员", label, came, test) for label, test in _SPECIAL.items()),
    ]
    return MonthlyTable(
        f"{month_name(first)}流浪乞讨人员救助情况表", first, tuple(rows), _checks(came)
    )


def _of_sex(code: str) -> _Test:
    return lambda one: one.stay.sex == code


def _in_band(low: int, high: int) -> _Test:
    return lambda one: one.is_aged(low, high)


def _for_reason(code: str) -> _Test:
    return lambda one: one.stay.reason == code


def _in_category(codes: frozenset[str]) -> _Test:
    return lambda one: bool(codes & one.categories)


def _with_papers(kinds: frozenset[str]) -> _Test:
    return lambda one: one.id_kind in kinds


_SEXES: Final = (("男", MAN), ("女", WOMAN))
_AGES: Final[Mapping[str, _Test]] = {
    **{label: _in_band(*band) for label, band in _BANDS.items()},
    "未成年男性": lambda one: one.stay.is_minor is True and one.stay.sex == MAN,
}
_HEALTH: Final[Mapping[str, _Test]] = {
    "健康": lambda one: (
        one.stay.health_state == _SOUND
        and not {one.stay.mental_state, one.stay.intellect_state} & _ILL
    ),
    "危重病人": lambda one: one.stay.sent_to_hospital is not None,
    "精神障碍": lambda one: one.stay.mental_state in _ILL,
    "智力残疾": lambda one: one.stay.intellect_state in _ILL,
}
_SPECIAL: Final[Mapping[str, _Test]] = {
    "打拐解救": _for_reason(_TRAFFICKED),
    "家暴受害": _for_reason(_VIOLENCE),
    "服刑人员子女": _in_category(frozenset((_OF_PRISONERS,))),
    "留守儿童": _in_category(LEFT_BEHIND),
    "港澳台": _with_papers(_TAIWAN_AND_ISLANDS),
    "外籍": _with_papers(_FOREIGN),
}
_NOTES: Final[Mapping[str, str]] = {"危重病人": _BADLY, "家暴受害": "原因为家庭矛盾或暴力"}


def _everybody(work: UnitOfWork) -> dict[str, _One]:
    wanted = (
        select(Vagrant, Person, Child.categories)
        .outerjoin(Person, Person.id == Vagrant.person_id)
        .outerjoin(Child, and_(Child.person_id == Vagrant.person_id, Child.is_deleted.is_(False)))
        .where(Vagrant.is_deleted.is_(False))
    )
    found: dict[str, _One] = {}
    for stay, person, categories in work.session.execute(wanted):
        before = found[stay.id].categories if stay.id in found else frozenset[str]()
        found[stay.id] = _One(stay, person, before.union(categories or ()))
    return found


def _came_in(stay: Vagrant, first: date, last: date) -> bool:
    at = stay.arrived_at
    return at is not None and first <= at.date() <= last


def _average_stay(left: Iterable[tuple[Departure, _One]]) -> Decimal:
    days = [
        (departure.left_at - one.stay.arrived_at).days
        for departure, one in left
        if departure.left_at and one.stay.arrived_at
    ]
    return (Decimal(sum(days)) / len(days)).quantize(_TENTH) if days else ZERO


def _provinces(came: Collection[_One], ours: str) -> Iterator[TableRow]:
    known = [each for each in came if each.is_known]
    here = _where(known, lambda one: one.province == ours)
    away = _where(known, lambda one: one.province not in ("", ours))
    yield _by_province("来源", "本省籍", here, ours)
    yield _by_province("来源", "外省籍", away, ours)
    yield counted("来源", "无法查明", _where(came, lambda one: not one.is_known), _TIMES)


def _leavings(left: Collection[tuple[Departure, _One]], ours: str) -> Iterator[TableRow]:
    for label, codes in _WAYS.items():
        yield counted("离站方式", label, [each for each, _ in left if each.way in codes], _TIMES)
    far = [
        departure
        for departure, one in left
        if departure.way in _FETCHED and _home(departure, one) not in ("", ours)
    ]
    yield _by_province("离站方式", "其中跨省接领", far, ours)


def _by_province(group: str, label: str, found: Collection[object], ours: str) -> TableRow:
    """A row that nobody can count who does not know which province is ours."""
    if not ours:
        return TableRow(group, label, None, _TIMES, _NOWHERE)
    return counted(group, label, found, _TIMES)


def _kinds(
    work: UnitOfWork,
    everybody: Mapping[str, _One],
    came: Collection[_One],
    left: Collection[tuple[Departure, _One]],
    month: tuple[date, date],
) -> Iterator[TableRow]:
    """What was done within the month; one person may have had several."""
    first, last = month
    ill = [each for each in everybody.values() if _is_within(each.stay.sent_to_hospital, month)]
    placed = [
        each.place_way == _FOSTERED
        for each in work.find(Resettlement, Resettlement.placed_on.between(first, last))
        if each.vagrant_id in everybody
    ]
    fed = _where(came, lambda one: _BOARD in (one.stay.needs or ()))
    home = [each for each, _ in left if each.way in _HELPED_HOME]
    group = "救助类型"
    yield counted(group, "医疗救治", ill, _TIMES)
    yield TableRow(group, "教育矫治", None, _TIMES, _NOT_ASKED)
    yield TableRow(group, "家庭寄养", Decimal(placed.count(True)), _TIMES)
    yield TableRow(group, "生活救助", Decimal(len(fed)), _TIMES, "求助需求为食宿")
    yield TableRow(group, "返乡救助", Decimal(len(home)), _TIMES, "乘车凭证、护送和接领")
    yield TableRow(group, "临时安置", Decimal(placed.count(False)), _TIMES)
    yield TableRow(group, "其他类型", None, _TIMES, _NOT_ASKED)


def _is_within(at: datetime | None, month: tuple[date, date]) -> bool:
    return at is not None and month[0] <= at.date() <= month[1]


def _home(departure: Departure, one: _One) -> str:
    return (departure.home_addr_code or "")[:_PROVINCE] or one.province


def _staying(everybody: Iterable[_One], gone: Iterable[Departure], last: date) -> list[Vagrant]:
    """Came by the month's end and had not left by then."""
    away = {each.vagrant_id for each in gone if each.left_at and each.left_at.date() <= last}
    return [
        one.stay
        for one in everybody
        if one.stay.id not in away
        and one.stay.state not in _OUTSIDE
        and one.stay.arrived_at
        and one.stay.arrived_at.date() <= last
    ]


def _row(group: str, label: str, came: Iterable[_One], test: _Test) -> TableRow:
    return TableRow(group, label, Decimal(len(_where(came, test))), _TIMES, _NOTES.get(label, ""))


def _where(found: Iterable[_One], test: _Test) -> list[_One]:
    return [each for each in found if test(each)]


def _checks(came: Collection[_One]) -> tuple[str, ...]:
    unsexed = _where(came, lambda one: one.stay.sex not in (MAN, WOMAN))
    ageless = _where(came, lambda one: not any(one.is_aged(*band) for band in _BANDS.values()))
    said = (("性别", unsexed), ("年龄", ageless))
    return tuple(f"有{len(found)}人次没有登记{what}。" for what, found in said if found)
