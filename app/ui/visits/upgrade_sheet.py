"""升级草稿: what would be carried over, changed, left behind and newly asked, before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.privacy import mask_id, mask_tail
from app.forms.carrying_over import Carried
from app.services.draft_versions import UpgradeReport
from app.services.drafts import LeftBehind
from app.ui.theme import Colour, looks
from app.ui.widgets.buttons import primary, quiet
from app.ui.widgets.cards import DetailPane, SectionCard, ShownValue, ValueGrid
from app.ui.widgets.texts import Sign, label

MASKS = {"id_no": mask_id, "phone": mask_tail}
"""What a question asks for -> how the answer is masked."""
MOST_SHOWN = 80
"""Of one kind; more are counted."""


class UpgradeSheet(QWidget):
    """``accepted`` with the id of the draft and the hash of the new version; ``declined``."""

    accepted = Signal(str, str)
    declined = Signal()

    def __init__(self) -> None:
        super().__init__()
        looks(self, "page")
        self._report: UpgradeReport | None = None
        self._title = label("", "heading", wraps=True)
        back = quiet("先不升级 (Esc)", icon_name="back")
        back.clicked.connect(lambda: self.declined.emit())
        self.upgrade_button = primary("升级这份草稿", icon_name="done")
        self.upgrade_button.clicked.connect(self._on_upgrade_pressed)
        self._pane = DetailPane()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(back)
        row.addWidget(self._title, 1)
        row.addWidget(self.upgrade_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._pane, 1)

    def show_report(self, report: UpgradeReport) -> None:
        """Show what upgrading would do."""
        self._report = report
        self._title.setText(f"{report.title}：从 {report.old_version} 升级到 {report.new_version}")
        self._pane.show_only(tuple(_cards(report)))
        self.upgrade_button.setVisible(True)
        self.upgrade_button.setFocus()

    def show_left_behind(self, left: Sequence[LeftBehind], kinds: Mapping[str, str]) -> None:
        """Show what an upgrade left behind; there is nothing to decide."""
        self._report = None
        self._title.setText("升级时没有带过来的内容")
        values = [
            ShownValue(
                f"{place}", one.label, f"{_masked(one.name, one.shown, kinds)}　（{one.reason}）"
            )
            for place, one in enumerate(left)
        ]
        self._pane.show_only((_card("旧版里填过的", values),))
        self.upgrade_button.setVisible(False)

    def _on_upgrade_pressed(self) -> None:
        if self._report is not None:
            self.accepted.emit(self._report.draft_id, self._report.sha256)


def _cards(report: UpgradeReport) -> list[QWidget]:
    kinds = report.kinds
    changed = [
        ShownValue(one.path, one.label, _change(one, kinds), tone="warn") for one in report.changed
    ]
    orphaned = [
        ShownValue(
            one.was.path,
            one.was.label,
            f"{_masked(one.was.name, one.was.shown, kinds)}　（{one.reason}）",
            tone="warn",
        )
        for one in report.orphaned
    ]
    wrong = [ShownValue(one.path, one.label, one.text) for one in report.newly_wrong]
    cards = (
        ("带不过来的：旧版里还留着，回到旧版就能看到", orphaned),
        ("带过来有变化的", changed),
        ("新版要补的", wrong),
    )
    return [_summary(report), *(_card(title, values) for title, values in cards if values)]


def _summary(report: UpgradeReport) -> QWidget:
    card = SectionCard("升级后")
    row = QHBoxLayout()
    is_whole = not report.orphaned and not report.changed
    row.addWidget(Sign("done", Colour.OK) if is_whole else Sign("info", Colour.INFO))
    told = (
        f"{report.carried} 项答案原样带过来",
        f"{len(report.changed)} 项有变化" if report.changed else "",
        f"{len(report.orphaned)} 项带不过来" if report.orphaned else "",
        f"{len(report.newly_wrong)} 项要补" if report.newly_wrong else "",
    )
    text = "，".join(one for one in told if one)
    row.addWidget(
        label(f"{text}。自动计算的内容会重新算。旧版整份留着，随时可以回去。", wraps=True), 1
    )
    card.body.addLayout(row)
    return card


def _card(title: str, values: Sequence[ShownValue]) -> SectionCard:
    card = SectionCard(f"{title}（{len(values)} 项）")
    grid = ValueGrid()
    grid.show_values(values[:MOST_SHOWN])
    card.body.addWidget(grid)
    if len(values) > MOST_SHOWN:
        card.body.addWidget(label(f"还有 {len(values) - MOST_SHOWN} 项没有列出。", "muted"))
    return card


def _change(one: Carried, kinds: Mapping[str, str]) -> str:
    if one.is_hidden:
        return f"{_masked(one.was.name, one.was.shown, kinds)}　（按新版的条件，这道题不用问了；答案留着）"
    before, after = (_masked(one.was.name, text, kinds) for text in (one.was.shown, one.shown))
    return f"{before} → {after}"


def _masked(name: str, shown: str, kinds: Mapping[str, str]) -> str:
    mask = MASKS.get(kinds.get(name, ""))
    return mask(shown) if mask else shown
