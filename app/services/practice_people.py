"""Invented people for the practice county: names, ID numbers, families. Plain values, from a seed.

Nobody here is anybody. Some names are rare on purpose, and one family is as large as they come, so
that what only goes wrong for such people goes wrong in practice first.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.domain import id_number
from app.domain.months import age_on

SURNAMES: Final = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN: Final = "国建文明志德兴正光永春秀英桂兰玉珍芳素华淑琼清平福才富贵学军红梅小云晓成勇强"
RARE: Final = ("王㛃", "陈𬱖", "刘龑", "张𬀩", "李喆堃", "买买提·艾力", "欧阳玉珍", "仇国平")
SETTINGS: Final = ("大坪", "桥头", "石院子", "新屋", "沙湾", "龙井", "柏树", "槽房")

_HEALTH: Final = ("10", "20", "30", "60")
"""HEALTH: well, weak, chronically ill, disabled."""

DEMO_CHILD: Final = "张某"
"""事实无人抚养 in the demonstration (domain H.6)."""
RURAL: Final = "2"
URBAN: Final = "1"


@dataclass(frozen=True)
class InventedPerson:
    """A person's fields, and how they stand to the head (RELATION; 01 the head)."""

    relation: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class InventedFamily:
    """A household with everything in it, as fields of its records.

    ``scheme``: SCHEME it is in, or empty; incomes and the rest name a person by place in
    ``people``, None for the whole family.
    """

    values: Mapping[str, Any]
    people: tuple[InventedPerson, ...]
    incomes: tuple[tuple[int | None, Mapping[str, Any]], ...] = ()
    expenses: tuple[tuple[int | None, Mapping[str, Any]], ...] = ()
    assets: tuple[tuple[int | None, Mapping[str, Any]], ...] = ()
    obligors: tuple[Mapping[str, Any], ...] = ()
    scheme: str = ""
    case: Mapping[str, Any] = field(default_factory=dict[str, Any])


class Inventor:
    """Makes families one after the other; the same seed and day, the same families."""

    def __init__(self, seed: int, day: date) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same people every time
        self._day = day
        self._taken: set[str] = set()
        self._rare = list(RARE)

    def family(self, village: str, place: str, *, is_urban: bool) -> InventedFamily:
        """A family like most: one to five people, some with a scheme."""
        chance = self._chance
        kind = chance.choices(("dibao", "tekun", "edge", "none"), (55, 12, 10, 23))[0]
        if kind == "tekun":
            return self._alone(village, place, is_urban=is_urban)
        people = self._people(chance.choices((1, 2, 3, 4, 5), (18, 30, 27, 17, 8))[0])
        share = {"dibao": (60, 480), "edge": (680, 880), "none": (950, 2600)}[kind]
        return InventedFamily(
            self._home(village, place, is_urban=is_urban),
            people,
            self._incomes(people, share),
            self._expenses(people),
            ((0, {"kind": "1", "detail": f"{place}自建房", "area": Decimal(90), "use": "1"}),),
            self._obligors(people),
            "1" if kind in {"dibao", "edge"} else "",
            {"layer": kind},
        )

    def demo_families(self, village: str, place: str) -> tuple[InventedFamily, ...]:
        """The people of the demonstration: 李某福 (990 元), 王某才 (1201 元), twelve in one house, and
        张某 with its grandmother (1651 元)."""
        three = [
            self._person("李某福", "01", date(1974, 5, 1), "1", is_well=True),
            self._person("周桂芳", "12", date(1976, 3, 8), "2", is_well=True),
            self._person("李成", "20", date(2001, 9, 9), "1", is_well=True),
        ]
        home = self._home(village, place, is_urban=False)
        income = {
            "kind": "21",
            "amount_total": Decimal(10800),
            "months": 12,
            "monthly": Decimal(900),
        }
        li = InventedFamily(
            home, tuple(three), ((None, income),), scheme="1", case={"layer": "dibao"}
        )
        wang = self._alone(village, place, is_urban=False, name="王某才", age=78, fails=2)
        two = (
            self._person("张婆婆", "01", date(1956, 2, 3), "2", is_well=True),
            self._person(DEMO_CHILD, "40", date(self._day.year - 10, 6, 1), "1", is_well=True),
        )
        zhang = InventedFamily(self._home(village, place, is_urban=False), two)
        return li, wang, self._twelve(village, place), zhang

    # -- families ------------------------------------------------------------------------------

    def _alone(
        self,
        village: str,
        place: str,
        *,
        is_urban: bool,
        name: str = "",
        age: int | None = None,
        fails: int | None = None,
    ) -> InventedFamily:
        chance = self._chance
        years = age or chance.randint(62, 90)
        born = date(self._day.year - years, chance.randint(1, 10), chance.randint(1, 28))
        sex = "1" if name else chance.choice("12")
        person = self._person(name or self._name(), "01", born, sex, is_well=bool(name))
        failed = chance.choice((0, 0, 1, 2, 3, 5)) if fails is None else fails
        case = {"tekun_category": "1", "self_care_fails": failed, "supply_mode": "1"}
        return InventedFamily(
            self._home(village, place, is_urban=is_urban),
            (person,),
            scheme="2",
            case=case | {"layer": "tekun"},
        )

    def _twelve(self, village: str, place: str) -> InventedFamily:
        """Three generations under one roof, long names, a long address."""
        rows = (
            ("买买提·艾力江·吐尔逊", "01", 1958, "1"), ("阿依古丽·买买提", "12", 1960, "2"),
            ("艾力·买买提", "20", 1982, "1"), ("陈𬱖", "38", 1984, "2"),
            ("艾㛃", "42", 2009, "2"), ("艾龑", "41", 2012, "1"), ("艾𬀩", "41", 2016, "1"),
            ("吐尔逊·买买提", "20", 1986, "1"), ("欧阳喆堃", "38", 1988, "2"),
            ("吐堃", "41", 2014, "1"), ("吐喆", "42", 2019, "2"), ("吐祎", "42", 2023, "2"),
        )  # fmt: skip
        people = tuple(
            self._person(name, relation, date(year, 3, 1 + place_), sex)
            for place_, (name, relation, year, sex) in enumerate(rows)
        )
        address = (
            f"{place}10组大坪新屋院子龙井槽房柏树垭口三峡移民安置点二期第十二幢三单元四楼附一号"
        )
        home = dict(self._home(village, place, is_urban=False)) | {"live_addr": address}
        incomes = tuple(
            (
                one,
                {"kind": "1", "amount_total": Decimal(9600), "months": 12, "monthly": Decimal(800)},
            )
            for one in (2, 3, 7)
        )
        return InventedFamily(home, people, incomes, scheme="1", case={"layer": "dibao"})

    # -- parts ---------------------------------------------------------------------------------

    def _home(self, village: str, place: str, *, is_urban: bool) -> dict[str, Any]:
        group = f"{self._chance.randint(1, 9)}组"
        spot = self._chance.choice(SETTINGS)
        return {
            "org_code": village[:9],
            "village_code": village,
            "group_name": group,
            "live_addr": f"{place}{group}{spot}{self._chance.randint(1, 98)}号",
            "dibao_area_type": URBAN if is_urban else RURAL,
            "hardship": [self._chance.choice(("1", "2", "3", "5", "6", "9"))],
            "house_kind": "1",
            "house_structure": self._chance.choice("123"),
            "house_safety": self._chance.choices("1239", (50, 30, 5, 15))[0],
            "water_power_gas_monthly": Decimal(self._chance.randint(3, 18) * 10),
            "comm_monthly": Decimal(self._chance.randint(2, 9) * 10),
        }

    def _people(self, count: int) -> tuple[InventedPerson, ...]:
        chance, year = self._chance, self._day.year
        born = date(year - chance.randint(30, 78), chance.randint(1, 12), chance.randint(1, 28))
        sex = chance.choices("12", (7, 3))[0]
        found = [self._person(self._name(), "01", born, sex)]
        family = found[0].values["name"][0]
        for number in range(1, count):
            if number == 1:
                mate = self._moved(born, chance.randint(-4, 4))
                found.append(
                    self._person(self._name(), "12" if sex == "1" else "11", mate, "21"[sex == "2"])
                )
                continue
            child = self._moved(born, chance.randint(20, 34))
            boy = chance.choice("12")
            found.append(self._person(self._name(family), "20" if boy == "1" else "30", child, boy))
        return tuple(found)

    def _person(
        self, name: str, relation: str, born: date, sex: str, *, is_well: bool = False
    ) -> InventedPerson:
        born = min(born, self._day)
        number = self._number(born, sex)
        age = age_on(born, self._day)
        chance = self._chance
        values: dict[str, Any] = {
            "name": name,
            "id_kind": "01",
            "id_no": number,
            "sex": sex,
            "birth_date": born,
            "nation": "01",
            "hukou_type": RURAL,
            "health": "10" if is_well else chance.choices(_HEALTH, (60, 20, 12, 8))[0],
            "labor": "4"
            if age < 16
            else "5"
            if age >= 60
            else chance.choices("123", (70, 20, 10))[0],
            "employ": "1" if age < 6 else "2" if age < 18 else chance.choice(("8", "9", "4", "6")),
            "marriage": "10" if age < 22 else "20",
            "education": "90" if age < 7 else chance.choice(("80", "70", "70", "60")),
            "medical_ins": "1",
            "pension_ins": "1" if age >= 16 else "3",
            "consent_state": "1",
        }
        if 3 <= age < 22:
            values["school_stage"] = (
                "1" if age < 6 else "2" if age < 12 else "3" if age < 15 else "4"
            )
        if values["health"] == "60":
            kind, grade = chance.choice("123456"), chance.choice("1234")
            values |= {"disab_cert": True, "disab_type": kind, "disab_grade": grade}
            values |= {"disab_no": f"{number}{kind}{grade}"}
        else:
            values["disab_cert"] = False
        if relation == "01":
            values |= {
                "phone": f"139{chance.randint(0, 99_999_999):08d}",
                "bank_name": "重庆农村商业银行",
            }
            values |= {"bank_no": f"6217{chance.randint(0, 10**12 - 1):012d}", "bank_holder": name}
        return InventedPerson(relation, values)

    def _incomes(
        self, people: tuple[InventedPerson, ...], share: tuple[int, int]
    ) -> tuple[tuple[int | None, Mapping[str, Any]], ...]:
        """Incomes that come to so many 元 a head and month."""
        whole = self._chance.randint(*share) * len(people) * 12
        farm = whole * self._chance.randint(10, 40) // 100
        lines = ((None, "21", farm), (0, self._chance.choice(("1", "22")), whole - farm))
        return tuple(
            (
                who,
                {
                    "kind": kind,
                    "basis": "5",
                    "amount_total": Decimal(total // 12 * 12),
                    "months": 12,
                    "monthly": Decimal(total // 12),
                },
            )
            for who, kind, total in lines
            if total >= 12
        )

    def _expenses(
        self, people: tuple[InventedPerson, ...]
    ) -> tuple[tuple[int | None, Mapping[str, Any]], ...]:
        sick = [at for at, one in enumerate(people) if one.values["health"] == "30"]
        found: list[tuple[int | None, Mapping[str, Any]]] = []
        for at in sick:
            spent = self._chance.randint(20, 300) * 100
            back = spent * 6 // 10
            found.append(
                (
                    at,
                    {
                        "kind": "2",
                        "amount": Decimal(spent),
                        "reimbursed": Decimal(back),
                        "self_paid": Decimal(spent - back),
                    },
                )
            )
        return tuple(found)

    def _obligors(self, people: tuple[InventedPerson, ...]) -> tuple[Mapping[str, Any], ...]:
        head = people[0].values
        if age_on(head["birth_date"], self._day) < 62:
            return ()
        total = self._chance.randint(20, 70) * 1000
        size = self._chance.randint(2, 5)
        return (
            {
                "name": self._name(head["name"][0]),
                "relation": "20",
                "sex": "1",
                "age": age_on(head["birth_date"], self._day) - 25,
                "family_size": size,
                "family_income_total": Decimal(total),
                "family_income_pc": (Decimal(total) / size).quantize(Decimal("0.01")),
                "employ": "外出务工",
                "ability": "2",
            },
        )

    def _name(self, family: str = "") -> str:
        chance = self._chance
        if self._rare and not family and chance.random() < 0.02:
            return self._rare.pop()
        count = chance.choices((1, 2), (2, 8))[0]
        given = "".join(chance.sample(GIVEN, count))
        return (family if family and family in SURNAMES else chance.choice(SURNAMES)) + given

    def _moved(self, born: date, years: int) -> date:
        return date(born.year + years, self._chance.randint(1, 12), self._chance.randint(1, 28))

    def _number(self, born: date, sex: str) -> str:
        """A valid number that nobody here has yet."""
        while True:
            order = self._chance.randint(0, 499) * 2 + (sex == "1")
            first = f"500231{born:%Y%m%d}{order:03d}"
            number = first + id_number.check_digit(first)
            if number not in self._taken:
                self._taken.add(number)
                return number
