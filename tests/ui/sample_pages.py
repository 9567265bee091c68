"""A page as its authors write one, over rows made up here: to try the window with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.domain.clock import today
from app.domain.codes import MARRIAGE, NATION
from app.domain.privacy import mask_id
from app.storage.change_set import ChangeSet
from app.ui.pages import Desk, Page, Target
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import (
    CountCard,
    DetailPane,
    EmptyState,
    SectionCard,
    ShownValue,
    ValueGrid,
)
from app.ui.widgets.chips import Chip, ChipBar
from app.ui.widgets.columns import Column, RowAction
from app.ui.widgets.editors.description import FieldDescription, Finding, Kind, choices_of
from app.ui.widgets.editors.form import FieldForm
from app.ui.widgets.search_box import SearchBox
from app.ui.widgets.work_list import WorkList


@dataclass(frozen=True)
class HouseholdRow:
    id: str
    head: str
    id_no: str
    village: str
    kind: str
    state: str
    updated: date


COLUMNS = (
    Column("head", "户主", lambda row: row.head, "欧阳建国"),
    Column("id_no", "证件号", lambda row: row.id_no, "500231********1234", mask=mask_id),
    Column("village", "村（社区）", lambda row: row.village, "顺昌社区"),
    Column("kind", "类别", lambda row: row.kind, "低保边缘"),
    Column("state", "状态", lambda row: row.state, "已提交", tone=lambda row: TONES[row.state]),
    Column("updated", "更新日期", lambda row: row.updated.isoformat(), "2026-11-23"),
)
TONES = {"草稿": "muted", "待审核": "info", "待补件": "warn", "已通过": "ok"}


def households(number: int) -> list[HouseholdRow]:
    """Invented rows, always the same."""
    names = "周志 郑堃 韩花兰 赵桂喆 王花花 李强 郑强 蒋英梅 李祎 陈英 王祎梅 赵秀 卫祎".split()
    villages, kinds = ("顺昌村", "东街社区", "太平村"), ("低保", "特困", "低保边缘")
    states = tuple(TONES)
    return [
        HouseholdRow(
            str(place),
            names[place % len(names)],
            f"50023119{50 + place % 40}0{1 + place % 9}1{place % 10}{1000 + place % 9000:04}",
            villages[place % 3],
            kinds[place % 3],
            states[place * 7 % 4],
            date(2026, 1 + place % 11, 1 + place % 27),
        )
        for place in range(number)
    ]


FIELDS = (
    FieldDescription("name", "姓名", most=40, is_required=True, help_key="person.name"),
    FieldDescription(
        "id_no",
        "证件号",
        hint="18位",
        is_upper=True,
        help_key="person.id_no",
        check=lambda value: (
            None
            if len(value) == 18
            else Finding(f"还差{18 - len(value)}位，身份证号是18位，请补全。")
        ),
    ),
    FieldDescription("birth", "出生日期", Kind.DAY, help_key="person.birth_date"),
    FieldDescription("nation", "民族", Kind.CODE, choices_of(NATION)),
    FieldDescription("marriage", "婚姻", Kind.CODE, choices_of(list(MARRIAGE)[:4])),
    FieldDescription("income", "务工收入", Kind.AMOUNT, unit="元/月"),
    FieldDescription("count", "家庭人口", Kind.NUMBER, unit="人"),
    FieldDescription("is_shared", "共同生活", Kind.FLAG),
    FieldDescription("note", "备注", Kind.LONG_TEXT, most=200),
)


class SamplePage(Page):
    """A list, a search box, a detail pane with a form."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.loads = 0
        self.opened: Target | None = None
        self.search = SearchBox("输入姓名、证件号后4位或拼音首字母查找（Ctrl+F）")
        self.chips = ChipBar(
            (Chip("all", "全部"), Chip("dibao", "低保"), Chip("tekun", "特困")), is_single=True
        )
        self.list = WorkList(COLUMNS, (RowAction("打印核查表", self._print_rows, "print"),))
        self.form = FieldForm(FIELDS, partial(today, desk.clock))
        self.values = ValueGrid()
        self.search.searched.connect(self._load)
        self.search.left_down.connect(self.list.setFocus)
        self._lay_out()

    def activated(self) -> None:
        self._load("")
        self.search.setFocus()

    def changed(self, changes: ChangeSet) -> None:
        if changes.touches("household"):
            self._load("")

    def open(self, target: Target) -> None:
        self.opened = target

    def begin_search(self) -> None:
        self.search.start()

    def print_current(self) -> bool:
        row = self.list.current_row()
        if row is not None:
            self.print_requested.emit(Target("paper", row.id, "E-04"))
        return row is not None

    def _load(self, text: str) -> None:
        self.loads += 1
        verb = partial(_find, text=text)
        self.desk.operation(self, verb).replacing("search").then(self.list.show_rows).start()

    def _print_rows(self, rows: Sequence[HouseholdRow]) -> None:
        self.print_requested.emit(Target("paper", rows[0].id, "E-04"))

    def _lay_out(self) -> None:
        counts = QHBoxLayout()
        counts.setSpacing(12)
        for number, words, is_warning in (
            (12, "待我办理", False),
            (3, "今天到期", True),
            (5, "待补材料", True),
        ):
            card = CountCard(words, is_warning=is_warning)
            card.show_count(number)
            counts.addWidget(card)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self.search, 1)
        bar.addWidget(Button("打印 (Ctrl+P)", icon_name="print"))
        bar.addWidget(Button("导出表格", icon_name="table"))
        split = QSplitter()
        split.addWidget(self.list)
        split.addWidget(self._detail())
        split.setSizes([720, 430])
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(counts)
        column.addLayout(bar)
        column.addWidget(self.chips)
        column.addWidget(split, 1)

    def _detail(self) -> QWidget:
        pane = DetailPane()
        person = SectionCard("李秀英 · 顺昌村3组")
        person.add_action("改", "edit")
        self.values.show_values(
            (
                ShownValue("id_no", "证件号", "500231********1234", is_masked=True),
                ShownValue("phone", "电话", "*******6789", is_masked=True),
                ShownValue("bank", "银行卡", ""),
            )
        )
        person.body.addWidget(self.values)
        form = SectionCard("入户核查")
        form.body.addWidget(self.form)
        form.body.addWidget(primary("提交审核"))
        self.form.show_values(
            {"name": "李秀英", "birth": date(1945, 3, 12), "nation": "01", "is_shared": True}
        )
        pane.add(person, form)
        return pane


class EmptyPage(Page):
    """A page with nothing yet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.opened: Target | None = None
        empty = EmptyState(
            "table", "还没有名册。把村里的花名册拖到这里，或点下面的按钮选文件。", "选名册文件"
        )
        column = QVBoxLayout(self)
        column.addWidget(empty)

    def open(self, target: Target) -> None:
        self.opened = target


def _find(_work: object, *, text: str) -> list[HouseholdRow]:
    return [row for row in households(200) if text in row.head]
