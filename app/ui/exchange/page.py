"""数据交换: bring in a roster, step by step; take out rosters and everything there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.excel.clipboard import read_pasted
from app.excel.reader import Workbook, read_workbook
from app.excel.roster.reading import RosterReading
from app.services import exports, import_kept, imports, roster_export
from app.services.import_kept import KeptBatch
from app.services.import_plan import ImportPlan
from app.services.imports import ImportOutcome
from app.ui.exchange.columns_step import ColumnsStep, unknown_villages
from app.ui.exchange.rows_step import RowsStep
from app.ui.operation import Report
from app.ui.pages import Desk, Page, Target
from app.ui.problem import Problem
from app.ui.saving import save_bytes
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.texts import Remark, label

XLSX: Final = "Excel 工作簿 (*.xlsx *.xlsm)"
STEPS: Final = ("选文件", "看列对不对", "核对每一行", "完成")


class ExchangePage(Page):
    """The steps of an import in one place; nothing is written before 导入 is pressed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._name = ""
        self._workbook: Workbook | None = None
        self._reading: RosterReading | None = None
        self._plan: ImportPlan | None = None
        self._columns: dict[str, Mapping[str, int]] = {}
        self._villages: dict[str, str] = {}
        self._decisions: dict[str, str] = {}
        self._make()
        self._lay_out()
        self._show_step(0)

    # -- page ----------------------------------------------------------------------------------

    def activated(self) -> None:
        self.desk.operation(self, import_kept.kept_batches).replacing("kept").then(
            self._show_kept
        ).start()

    def open(self, target: Target) -> None:
        more = target.more or {}
        if path := more.get("path"):
            self.bring_in(Path(path))
        elif "pasted" in more:
            self.paste()

    def step_back(self) -> bool:
        if self._step == 0:
            return False
        self._show_step(self._step - 1 if self._step < len(STEPS) - 1 else 0)
        return True

    def help_key(self) -> str:
        return "page.exchange"

    # -- reading -------------------------------------------------------------------------------

    def bring_in(self, path: Path) -> None:
        """Read the workbook at ``path`` and show how it was understood."""
        self._begin_reading(path.name, partial(read_workbook, path))

    def paste(self) -> None:
        """Read what was copied in WPS or Excel, as a workbook: looked at before anything changes."""
        text = QGuiApplication.clipboard().text()
        self._begin_reading("粘贴的表格", partial(read_pasted, text))

    def _begin_reading(self, name: str, read: Callable[[], Workbook]) -> None:
        self._name = name
        self._columns, self._villages, self._decisions = {}, {}, {}
        self._remark.say(f"正在读“{name}”…", "muted")
        self.desk.background(self, read).replacing("read").then(self._on_workbook).otherwise(
            self._on_unreadable
        ).start()

    def _on_workbook(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._show_step(1)
        self._read()

    def _read(self) -> None:
        if self._workbook is None:
            return
        verb = partial(
            _understood,
            workbook=self._workbook,
            places=self.desk.divisions,
            columns=dict(self._columns),
            villages=dict(self._villages),
            decisions=dict(self._decisions),
        )
        self.desk.operation(self, verb).replacing("plan").then(self._show_plan).otherwise(
            self._on_unreadable
        ).start()

    def _show_plan(self, understood: tuple[RosterReading, ImportPlan]) -> None:
        self._reading, self._plan = understood
        self._remark.say("")
        self._columns_step.show_reading(self._reading, unknown_villages(self._reading))
        self._rows_step.show_plan(self._plan)
        counts = self._plan.counts()
        coming = counts["created"] + counts["updated"]
        self._import.setText(f"导入 {coming} 人" if coming else "没有要导入的人")
        self._import.setEnabled(coming > 0)
        self._told.setText(_told(counts))

    def _on_unreadable(self, problem: Problem) -> None:
        self._remark.say(problem.sentence)
        if self._reading is None:
            self._show_step(0)

    def _on_columns_changed(self, fingerprint: str, columns: Mapping[str, int]) -> None:
        self._columns[fingerprint] = columns
        verb = partial(imports.remember_columns, fingerprint=fingerprint, columns=columns)
        self.desk.operation(self, verb).then(lambda _none: self._read()).start()

    def _on_village_changed(self, sheet: str, code: str) -> None:
        if code:
            self._villages[sheet] = code
            self._read()

    def _on_decided(self, household: str, chosen: str) -> None:
        self._decisions[household] = chosen
        self._read()

    # -- importing -----------------------------------------------------------------------------

    def _on_import_pressed(self) -> None:
        reading = self._reading
        if reading is None:
            return
        take = self._rows_step.taken()

        def verb(work: Any, report: Report) -> ImportOutcome:
            return imports.commit(
                work,
                reading,
                self.desk.divisions,
                decisions=dict(self._decisions),
                take=take,
                file_name=self._name,
                told=report,
            )

        self._import.setEnabled(False)
        self.desk.long_operation(self, "正在导入花名册", verb).then(self._on_imported).otherwise(
            self._on_not_imported
        ).when_cancelled(self._on_cancelled).start()

    def _on_imported(self, outcome: ImportOutcome) -> None:
        card = SectionCard("已导入")
        card.body.addWidget(label(_told(outcome.counts), wraps=True))
        if outcome.kept is not None:
            kept = outcome.kept
            text = "没有导入的行已经留下，原因写在最后一列。导出来改好，再导一次，不会重复。"
            card.body.addWidget(label(text, "warn", wraps=True))
            button = Button("导出没有导入的行", icon_name="table")
            button.clicked.connect(lambda: self._save_kept(kept))
            card.body.addWidget(button)
        more = primary("去看导入的人", icon_name="people")
        more.clicked.connect(lambda: self.desk.open(Target("household")))
        card.body.addWidget(more)
        self._result.show_only((card,))
        self._reading = self._plan = None
        self._show_step(3)
        self.activated()

    def _on_not_imported(self, problem: Problem) -> None:
        self._import.setEnabled(True)
        self._remark.say(f"{problem.sentence}（一行也没有导入）")

    def _on_cancelled(self) -> None:
        self._import.setEnabled(True)
        self._remark.say("已取消，一行也没有导入。", "warn")

    # -- files out -----------------------------------------------------------------------------

    def _show_kept(self, batches: Sequence[KeptBatch]) -> None:
        while item := self._kept.body.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._kept.setVisible(bool(batches))
        for batch in batches:
            day = f"{batch.made_at.month}月{batch.made_at.day}日"
            text = f"{day} “{batch.file_name}”里有 {len(batch.rows)} 行没有导入"
            row = QWidget()
            across = QHBoxLayout(row)
            across.setContentsMargins(0, 0, 0, 0)
            across.addWidget(label(text, wraps=True), 1)
            export = Button("导出来改", icon_name="table")
            export.clicked.connect(partial(self._on_kept_pressed, batch.id))
            done = Button("不用了", icon_name="close")
            done.clicked.connect(partial(self._on_forget_pressed, batch.id))
            across.addWidget(export)
            across.addWidget(done)
            self._kept.body.addWidget(row)

    def _on_kept_pressed(self, batch: str, _checked: bool = False) -> None:
        self._save_kept(batch)

    def _on_forget_pressed(self, batch: str, _checked: bool = False) -> None:
        verb = partial(import_kept.forget_kept, batch_id=batch)
        self.desk.operation(self, verb).then(lambda _none: self.activated()).start()

    def _save_kept(self, batch: str) -> None:
        self._ask_where(
            "没有导入的行.xlsx", XLSX, partial(import_kept.kept_workbook, batch_id=batch)
        )

    def _on_roster_pressed(self) -> None:
        verb = partial(roster_export.export_roster, places=self.desk.divisions)
        self._ask_where("花名册.xlsx", XLSX, verb)

    def _on_everything_pressed(self) -> None:
        self._ask_where("全部资料.jsonl", "JSON 行 (*.jsonl)", _everything)

    def _ask_where(self, name: str, kind: str, make: Any) -> None:
        dialog = QFileDialog(self, "存到哪里")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(kind)
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self._on_place_chosen, make))
        dialog.open()

    def _on_place_chosen(self, make: Any, path: str) -> None:
        self.save_out(Path(path), make)

    def save_out(self, path: Path, make: Any) -> None:
        """Write what the verb ``make`` gives to ``path``."""
        self.desk.operation(self, make).then(partial(self._write, path)).otherwise(
            lambda problem: self._remark.say(problem.sentence)
        ).start()

    def _write(self, path: Path, content: bytes) -> None:
        self.desk.background(self, partial(save_bytes, path, content)).then(
            lambda _none: self._remark.say(f"已存到 {path.name}", "ok")
        ).otherwise(lambda problem: self._remark.say(problem.sentence)).start()

    def _on_choose_pressed(self) -> None:
        dialog = QFileDialog(self, "选花名册")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(XLSX)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.bring_in(Path(path))

    # -- private -------------------------------------------------------------------------------

    def _show_step(self, step: int) -> None:
        self._step = step
        self._stack.setCurrentIndex(step)
        self._where.setText("　›　".join(
            f"【{name}】" if place == step else name for place, name in enumerate(STEPS)
        ))  # fmt: skip
        self._back.setVisible(step > 0)
        self._on.setVisible(step == 1)
        self._import.setVisible(step == 2)
        self._told.setVisible(step in (1, 2))

    def _make(self) -> None:
        self._step = 0
        self._where = label("", "heading")
        self._remark = Remark()
        self._told = label("", "muted", wraps=True)
        self._columns_step = ColumnsStep(self.desk.divisions)
        self._columns_step.columns_changed.connect(self._on_columns_changed)
        self._columns_step.village_changed.connect(self._on_village_changed)
        self._rows_step = RowsStep()
        self._rows_step.decided.connect(self._on_decided)
        self._result = DetailPane()
        self._kept = SectionCard("上次没有导入的行")
        self._kept.hide()
        self._back = Button("上一步 (Esc)", icon_name="back")
        self._back.clicked.connect(self.step_back)
        self._on = primary("列都对，去核对每一行", icon_name="right")
        self._on.clicked.connect(lambda: self._show_step(2))
        self._import = primary("导入", icon_name="download")
        self._import.clicked.connect(self._on_import_pressed)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for widget in (self._first(), self._columns_step, self._rows_step, self._result):
            self._stack.addWidget(widget)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addWidget(self._told, 1)
        foot.addWidget(self._on)
        foot.addWidget(self._import)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._where)
        column.addWidget(self._remark)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def _first(self) -> QWidget:
        pane = DetailPane()
        come = SectionCard("导入花名册")
        text = (
            "把村里的花名册（.xlsx）拖到窗口里，或点下面的按钮选。先看后导，核对以前什么也不会改。"
        )
        come.body.addWidget(label(text, wraps=True))
        choose = primary("选花名册文件", icon_name="folder")
        choose.clicked.connect(self._on_choose_pressed)
        come.body.addWidget(choose)
        paste = Button("粘贴从 WPS 或 Excel 复制的表格", icon_name="paste", shortcut="Ctrl+V")
        paste.clicked.connect(self.paste)
        come.body.addWidget(paste)
        out = SectionCard("导出")
        roster = Button("导出花名册", icon_name="table")
        roster.clicked.connect(self._on_roster_pressed)
        everything = Button("导出全部资料（给信息员）", icon_name="file")
        everything.clicked.connect(self._on_everything_pressed)
        out.body.addWidget(roster)
        out.body.addWidget(everything)
        pane.add(come, self._kept, out)
        return pane


def _understood(
    work: Any,
    workbook: Workbook,
    places: Any,
    columns: Mapping[str, Mapping[str, int]],
    villages: Mapping[str, str],
    decisions: Mapping[str, str],
) -> tuple[RosterReading, ImportPlan]:
    reading = imports.read(work, workbook, places, columns=columns, villages=villages)
    return reading, imports.plan(work, reading, decisions)


def _everything(work: Any) -> bytes:
    lines: list[str] = []
    exports.export_lines(work, lines.append, "窗口导出")
    return "".join(lines).encode()


def _told(counts: Mapping[str, int]) -> str:
    return (
        f"新建 {counts['created']} 人（{counts['new_households']} 户），补充 {counts['updated']} 人，"
        f"不变 {counts['unchanged']} 人；不导入 {counts['refused']} 行，等户主 {counts['waiting']} 行。"
    )
