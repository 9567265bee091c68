"""A finished visit as it was filled in: to be read, printed, and its news taken over; not changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.months import day_text
from app.domain.privacy import mask_id, mask_tail
from app.forms.answer_words import answer_in_words
from app.forms.filling import FormFilling
from app.forms.outline import Branch, outline
from app.forms.states import NodeState
from app.services.paper_offers import CHECK_SHEET, OF_ANY_VISIT, OF_CHECK
from app.services.visit_around import FINGERPRINT, SIGNERS
from app.services.visit_changes import OfferedChange
from app.services.visits import VisitFile
from app.ui.visits.changes_card import ChangesCard
from app.ui.visits.kept_pictures import KeptPicture, PictureCard
from app.ui.visits.outgoing import formats_menu
from app.ui.widgets.buttons import Button, quiet
from app.ui.widgets.cards import DetailPane, SectionCard, ShownValue, ValueGrid
from app.ui.widgets.texts import label

MASKS: Final = {"id_no": mask_id, "phone": mask_tail}
"""What a question asks for -> how the answer is masked."""
UPLOAD: Final = "upload"


class FinishedVisit(QWidget):
    """``left`` when 返回 is pressed; ``print_requested`` with a paper's code;
    ``export_requested`` with the visit's id and the formats;
    ``apply_requested`` with the visit's id and the ids of the chosen changes; ``picture_wanted``
    with the sha256 of each photo and signature, once a visit: bring it to ``add_picture``."""

    left = Signal()
    print_requested = Signal(str)
    apply_requested = Signal(str, object)
    picture_wanted = Signal(str)
    export_requested = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.visit_id = ""
        self._pictures: list[PictureCard] = []
        self._title = label("", "heading", wraps=True)
        back = quiet("返回 (Esc)", icon_name="back")
        back.clicked.connect(lambda: self.left.emit())
        self.print_button = Button("打印走访记录表", icon_name="print")
        self.print_button.clicked.connect(lambda: self.print_requested.emit(OF_ANY_VISIT))
        self.check_button = Button("打印核查表", icon_name="print")
        self.check_button.clicked.connect(lambda: self.print_requested.emit(CHECK_SHEET))
        self.export_button = Button("导出", icon_name="download")
        self.export_button.setMenu(formats_menu(self.export_button, self._on_export_pressed))
        self.changes = self._changes_card()
        self._pane = DetailPane()
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(back)
        row.addWidget(self._title, 1)
        row.addWidget(self.export_button)
        row.addWidget(self.check_button)
        row.addWidget(self.print_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self._pane, 1)

    def show_visit(
        self, file: VisitFile, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        """Show ``file``."""
        self.visit_id = file.id
        self._title.setText(
            f"{file.title}　{file.kind_text}　{day_text(file.started_at)}　（已完成，不能改）".lstrip()
        )
        self.check_button.setVisible(bool(file.household_id) and file.visit_kind in OF_CHECK)
        filling = _filling(file, now, new_id)
        kinds = file.form.kinds if file.form is not None else {}
        photos, signed = _photos(file, filling), _signatures(file, filling)
        self._pictures = [PictureCard("现场照片", photos), PictureCard("签名", signed)]
        self.changes = self._changes_card()
        pages = _page_cards(filling, kinds) if filling is not None else []
        self._pane.show_only((self.changes, _around_card(file), *pages, *self._pictures))
        for sha256 in dict.fromkeys(one.sha256 for one in (*photos, *signed) if one.sha256):
            self.picture_wanted.emit(sha256)

    def add_picture(self, sha256: str, content: bytes) -> None:
        """Show a photo or signature where it belongs, if that visit is still shown."""
        for card in self._pictures:
            card.show_content(sha256, content)

    def show_changes(self, changes: Sequence[OfferedChange]) -> None:
        """Offer what the files could take over; each is ticked or not."""
        self.changes.show_changes(changes)

    def _on_export_pressed(self, formats: Sequence[str]) -> None:
        self.export_requested.emit(self.visit_id, formats)

    def _changes_card(self) -> ChangesCard:
        made = ChangesCard()
        made.apply_requested.connect(partial(self._on_apply_requested, self.visit_id))
        return made

    def _on_apply_requested(self, visit_id: str, chosen: tuple[str, ...]) -> None:
        self.apply_requested.emit(visit_id, chosen)


def _filling(
    file: VisitFile, now: Callable[[], datetime], new_id: Callable[[], str]
) -> FormFilling | None:
    if file.form is None or not file.state:
        return None
    return FormFilling(file.form.definition, now=now, new_id=new_id, state=file.state)


def _photos(file: VisitFile, filling: FormFilling | None) -> list[KeptPicture]:
    """Those of the visit, then those that answer questions of the form."""
    taken = [KeptPicture(one.sha256) for one in file.photos]
    answers = [
        KeptPicture(sha256, node.label)
        for node in _uploads(filling)
        if not _is_signature(node) and node.attributes.get("mediatype", "").startswith("image/")
        for sha256 in node.value.split()
    ]
    return [*taken, *answers]


def _signatures(file: VisitFile, filling: FormFilling | None) -> list[KeptPicture]:
    """Those of the visit, then those that answer questions of the form."""
    around = [
        KeptPicture(one.sha256, f"{SIGNERS.get(one.role, one.role)}　{one.name}".rstrip())
        for one in file.signatures
    ]
    answers = [
        KeptPicture("" if node.value == FINGERPRINT else node.value, node.label)
        for node in _uploads(filling)
        if _is_signature(node)
    ]
    return [*around, *answers]


def _uploads(filling: FormFilling | None) -> Iterator[NodeState]:
    for page in filling.definition.pages if filling is not None else ():
        for node in filling.page_nodes(page) if filling is not None else ():
            if node.control == UPLOAD and node.relevant and node.value:
                yield node


def _is_signature(node: NodeState) -> bool:
    return "signature" in node.appearance


def _around_card(file: VisitFile) -> SectionCard:
    card = SectionCard("走访情况")
    values = ValueGrid(columns=2)
    values.show_values(
        (
            ShownValue("visitors", "走访人", "、".join(file.visitors)),
            ShownValue("met", "是否见到本人", file.met_text),
            ShownValue("respondent", "受访人", file.respondent),
            ShownValue("until", "起止时间", _from_to(file)),
        )
    )
    findings = ValueGrid()
    findings.show_values((ShownValue("findings", "情况记录", file.findings),))
    card.body.addWidget(values)
    card.body.addWidget(findings)
    return card


def _page_cards(filling: FormFilling, kinds: Mapping[str, str]) -> list[SectionCard]:
    """A card for each page on which something was answered."""
    cards: list[SectionCard] = []
    for page in filling.definition.pages:
        card = SectionCard(filling.page_label(page) or "填写内容")
        parts = list(_parts(outline(filling.page_nodes(page)), kinds))
        for part in parts:
            card.body.addWidget(part)
        if parts:
            cards.append(card)
    return cards


def _parts(branches: Sequence[Branch], kinds: Mapping[str, str]) -> Iterator[QWidget]:
    """Questions side by side in a grid; each row of a repeat under a heading of its own."""
    values: list[ShownValue] = []
    rows = 0
    for branch in (one for one in branches if one.state.relevant):
        state = branch.state
        if state.kind == "question":
            if state.control and state.value:
                values.append(ShownValue(state.path, state.label, _in_words(state, kinds)))
            continue
        below = list(_parts(branch.below, kinds))
        if values and below:
            yield _grid(values)
            values = []
        if state.kind == "row" and below:
            rows += 1
            yield label(f"第 {rows} 个", "strong")
        elif state.kind == "group" and state.label and below:
            yield label(state.label, "strong")
        yield from below
    if values:
        yield _grid(values)


def _grid(values: Sequence[ShownValue]) -> ValueGrid:
    grid = ValueGrid(columns=2)
    grid.show_values(values)
    return grid


def _in_words(node: NodeState, kinds: Mapping[str, str]) -> str:
    """The answer in words; numbers of documents and phones as they may stand on a screen."""
    if node.control == UPLOAD:
        return "已签名" if _is_signature(node) else f"{len(node.value.split())} 个文件"
    mask = MASKS.get(kinds.get(node.name, ""))
    return mask(node.value) if mask else answer_in_words(node, node.value)


def _from_to(file: VisitFile) -> str:
    return "—".join(f"{at:%Y-%m-%d %H:%M}" for at in (file.started_at, file.ended_at) if at)
