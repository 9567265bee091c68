"""U盘: a bundle of what waits goes out on a stick, the county's answer comes back (S21)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import today
from app.errors import Unavailable
from app.sync.laptop.carrying import Read, Written
from app.sync.protocol.bundles import MOST_BYTES
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.saving import save_bytes
from app.ui.sync import words
from app.ui.sync.rounds import Rounds
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import DetailPane, SectionCard
from app.ui.widgets.texts import Remark, label

KIND: Final = "数据包 (*.ruhusync)"
OUT: Final = "把还没有送到县里的内容装进一个数据包，写到U盘。数据包是加密的，只有县里能打开。写好以后可以接着工作。"
COUNTY: Final = (
    "把U盘交给县民政局，在县里的服务器上读入，带回“回执”文件。回执只有这台电脑能打开。"
    "读回执以前请不要再写一份数据包。这期间电脑连上网、自动同步了，就不用读回执了，内容不会少。"
)
BACK: Final = "读了回执，县里收下的内容就不再算“待上传”，县里新的内容也会来到本机。"


class BundleView(QWidget):
    """Three steps from top to bottom."""

    def __init__(self, desk: Desk, rounds: Rounds) -> None:
        super().__init__()
        self._desk = desk
        self._rounds = rounds
        self._is_busy = False
        self.written = Remark()
        self.taken = Remark()
        self.write = primary("写到U盘", icon_name="upload")
        self.write.clicked.connect(self._on_write_pressed)
        self.read = Button("读回执", icon_name="download")
        self.read.clicked.connect(self._on_read_pressed)
        self._alone = Remark()
        pane = DetailPane()
        pane.add(
            _step("第一步：写数据包", OUT, self.write, self.written),
            _step("第二步：带到县里", COUNTY),
            _step("第三步：读回执", BACK, self.read, self.taken),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._alone)
        column.addWidget(pane)
        self.show_link()

    def begin(self) -> None:
        """Put the focus on the button."""
        self.write.setFocus()

    def show_link(self) -> None:
        """Only an enrolled laptop has somebody to carry to."""
        is_enrolled = self._rounds.is_enrolled
        self._alone.say("" if is_enrolled else "先在“同步情况”里用票据登记，才能用U盘。", "warn")
        self._allow()

    def write_to(self, path: Path) -> None:
        """Write the bundle there."""
        self._set_busy(True)
        self.written.say("正在写数据包…", "info")
        self._rounds.write_bundle(self, partial(save_bytes, path)).afterwards(self._rest).then(
            partial(self._on_written, path)
        ).otherwise(partial(self._on_trouble, self.written)).when_cancelled(
            partial(self._on_cancelled, self.written)
        ).start()

    def read_from(self, path: Path) -> None:
        """Take in the answer that lies there."""
        self._set_busy(True)
        self.taken.say("正在读回执…", "info")
        self._rounds.read_bundle(self, partial(_content, path)).afterwards(self._rest).then(
            self._on_read
        ).otherwise(partial(self._on_trouble, self.taken)).when_cancelled(
            partial(self._on_cancelled, self.taken)
        ).start()

    # -- slots ---------------------------------------------------------------------------------

    def _on_write_pressed(self) -> None:
        dialog = QFileDialog(self, "写到哪里")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(KIND)
        dialog.setDefaultSuffix("ruhusync")
        dialog.selectFile(f"带到县里_{today(self._desk.clock):%Y%m%d}.ruhusync")
        self._open(dialog, self._on_place_chosen)

    def _on_read_pressed(self) -> None:
        dialog = QFileDialog(self, "选回执文件")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([KIND, "所有文件 (*)"])
        self._open(dialog, self._on_file_chosen)

    def _open(self, dialog: QFileDialog, act: Callable[[str], None]) -> None:
        dialog.fileSelected.connect(act)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_place_chosen(self, path: str) -> None:
        self.write_to(Path(path))

    def _on_file_chosen(self, path: str) -> None:
        self.read_from(Path(path))

    def _on_written(self, path: Path, written: Written) -> None:
        what = (
            f"装了 {written.operations} 条"
            if written.operations
            else "没有要送的，只问县里的新内容"
        )
        self.written.say(f"写好了：{what}，存到“{path}”。请把U盘安全弹出，带到县里。", "ok")

    def _on_read(self, found: Read) -> None:
        sentence = f"县里收下了 {found.acknowledged} 条，带回 {found.rows} 份档案的内容。"
        if found.has_more:
            sentence += "还没有完，请再写一份数据包带去。"
        else:
            sentence += "与县里一致了。"
        sentence += words.of_forms(found.forms)
        is_well = not (found.has_more or found.forms.left)
        self.taken.say(sentence, "ok" if is_well else "warn")
        self.written.say("")
        self._rounds.refresh()

    def _on_trouble(self, remark: Remark, problem: Problem) -> None:
        if problem.is_bug:
            self._desk.show_problem(problem)
        remark.say(problem.sentence)

    def _on_cancelled(self, remark: Remark) -> None:
        remark.say("已取消，什么也没有改变。", "warn")

    def _rest(self) -> None:
        self._set_busy(False)

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._allow()

    def _allow(self) -> None:
        for button in (self.write, self.read):
            button.setEnabled(self._rounds.is_enrolled and not self._is_busy)


def _step(
    title: str, about: str, button: Button | None = None, remark: Remark | None = None
) -> SectionCard:
    card = SectionCard(title)
    card.body.addWidget(label(about, "muted", wraps=True))
    if button is not None:
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        card.body.addLayout(row)
    if remark is not None:
        card.body.addWidget(remark)
    return card


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unavailable(
            "这个文件读不出来。请检查U盘是否插好，再选一次。", code="file_not_read"
        ) from error
