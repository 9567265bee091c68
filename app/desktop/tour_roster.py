"""The roster that the tour brings in: as a village office writes one, with its mistakes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from app.domain import id_number
from app.excel.writer import Column, Table, write_workbook

TITLE: Final = "沙坪镇2026年11月农村低保花名册（导览）"
LABELS: Final = (
    "序号", "村", "组", "户主姓名", "成员姓名", "身份证号码", "与户主关系", "月保障金额", "起始年月",
    "联系电话",
)  # fmt: skip
PEOPLE: Final = (
    ("郑堃", "郑堃", date(1961, 3, 12), 1, "户主", "445"),
    ("郑堃", "韩𬱖花", date(1963, 7, 1), 2, "配偶", ""),
    ("郑堃", "郑祎", date(2012, 2, 29), 1, "孙子", ""),
    ("蒋㛃", "蒋㛃", date(1948, 11, 30), 2, "户主", "６３０元"),
    ("卫明祎", "卫明祎", date(1975, 5, 5), 1, "本人", "420.00"),
)


def tour_roster(village: str, made_at: datetime) -> bytes:
    """The workbook: three households of ``village``, and one row with a wrong number."""
    rows: list[list[str | int]] = []
    for number, (head, name, born, sex, relation, amount) in enumerate(PEOPLE, 1):
        order = 700 + number * 2 - (sex == 1)
        first = f"500231{born:%Y%m%d}{order:03d}"
        text = first + id_number.check_digit(first)
        rows.append(
            [
                number,
                village,
                "３组",
                head,
                name,
                text,
                relation,
                amount,
                "2023年11月",
                "13900000001",
            ]
        )
    wrong = "500231197012314010"
    rows.append([6, village, "3组", "王强", "王强", wrong, "户主", "300", "2024.1", ""])
    columns = tuple(Column(label, label == "身份证号码") for label in LABELS)
    return write_workbook([Table("花名册", columns, rows, TITLE)], made_at)
