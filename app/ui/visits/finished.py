"""A finished visit as it was filled in: to be read, printed, and its news taken over; not changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.privacy import mask_id, mask_tail
from app.forms.filling import FormFilling
from app.forms.states import NodeState
from app.services.visit_changes import OfferedChange
from app.services.visits import VisitFile
from app.ui.visits.wording import answer_in_words
from app.ui.widgets.buttons import Button, primary, quiet
from app.ui.widgets.cards import DetailPane, SectionCard, ShownValue, ValueGrid
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.texts import label

PHOTO_HEIGHT = 150
MASKS = {"id_no": mask_id, "phone": mask_tail}
"""Field of a person -> how it is masked."""


class FinishedVisit(QWidget):
    """``left`` when 返回 is pressed; ``print_requested`` with the household's id;
    ``apply_requested`` with the visit's id and the ids of the chosen changes."""

    left = Signal()
    print_requested = Signal(str)
    apply_requested = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.household_id: str | None = None
        self._visit_id = ""
        self._title = label("", "heading")
        back = quiet("返回 (Esc)", icon_name="back")
        back.clicked.connect(self.left)
        print_ = Button("打印核查表", icon_name="print")
        print_.clicked.connect(lambda: self.print_requested.emit(self.household_id or ""))
        self._pane = DetailPane()
        row = QHBoxLayout()
        row.addWidget(back)
        row.addWidget(self._title, 1)
        row.addWidget(print_)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._pane, 1)
        self._photos: FlowLayout | None = None
        self._changes = SectionCard("走访中发现、档案里还没有的")

    def show_visit(
        self, file: VisitFile, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        """Show ``file``."""
        self._visit_id, self.household_id = file.id, file.household_id
        self._title.setText(f"{file.kind_text}　{_when(file)}　（已完成，不能改）")
        cards: list[QWidget] = [self._around(file)]
        if file.form is not None and file.state:
            filling = FormFilling(file.form.definition, now=now, new_id=new_id, state=file.state)
            kinds = file.form.kinds
            cards += [
                _page_card(filling.page_label(page), filling.page_nodes(page), kinds)
                for page in filling.definition.pages
            ]
        self._changes = SectionCard("走访中发现、档案里还没有的")
        self._changes.hide()
        self._pane.show_only((self._changes, *cards, self._photo_card(len(file.photos))))

    def add_photo(self, content: bytes) -> None:
        """Show one more photo of the visit."""
        if self._photos is None:
            return
        picture = QLabel()
        image = QImage.fromData(content)
        picture.setPixmap(
            QPixmap.fromImage(image).scaledToHeight(
                PHOTO_HEIGHT, Qt.TransformationMode.SmoothTransformation
            )
        )
        self._photos.addWidget(picture)

    def show_changes(self, changes: Sequence[OfferedChange]) -> None:
        """Offer what the files could take over; each is ticked or not."""
        self._changes.setVisible(bool(changes))
        if not changes:
            return
        boxes: list[tuple[str, QCheckBox]] = []
        for one in changes:
            box = QCheckBox(f"{one.whose}的{one.label}：{one.before or '空'} → {one.after}")
            box.setChecked(True)
            self._changes.body.addWidget(box)
            boxes.append((one.id, box))
        apply = primary("更新到档案", icon_name="done")
        apply.clicked.connect(
            lambda: self.apply_requested.emit(
                self._visit_id, [name for name, box in boxes if box.isChecked()]
            )
        )
        self._changes.body.addWidget(apply)

    def _around(self, file: VisitFile) -> SectionCard:
        card = SectionCard("走访情况")
        values = ValueGrid(columns=2)
        signed = "、".join(f"{one.name or one.role}" for one in file.signatures)
        values.show_values(
            (
                ShownValue("visitors", "走访人", "、".join(file.visitors)),
                ShownValue("met", "见到", file.met_text),
                ShownValue("respondent", "受访人", file.respondent),
                ShownValue("signed", "已签字", signed),
                ShownValue("findings", "情况记录", file.findings),
            )
        )
        card.body.addWidget(values)
        return card

    def _photo_card(self, count: int) -> QWidget:
        card = SectionCard(f"现场照片（{count}）" if count else "没有照片")
        inside = QWidget()
        self._photos = FlowLayout(inside)
        card.body.addWidget(inside)
        return card


def _page_card(title: str, nodes: Sequence[NodeState], kinds: Mapping[str, str]) -> SectionCard:
    card = SectionCard(title or "填写内容")
    values = ValueGrid()
    values.show_values(_shown(nodes, kinds))
    card.body.addWidget(values)
    return card


def _shown(nodes: Sequence[NodeState], kinds: Mapping[str, str]) -> list[ShownValue]:
    return [
        ShownValue(node.path, node.label, _masked(node, kinds))
        for node in nodes
        if node.kind == "question" and node.relevant and node.control and node.value
    ]


def _masked(node: NodeState, kinds: Mapping[str, str]) -> str:
    """The answer in words; numbers of documents and phones as they may stand on a screen."""
    mask = MASKS.get(kinds.get(node.name, ""))
    return mask(node.value) if mask else answer_in_words(node, node.value)


def _when(file: VisitFile) -> str:
    at: Any = file.started_at
    return f"{at.year}年{at.month}月{at.day}日" if at else ""
