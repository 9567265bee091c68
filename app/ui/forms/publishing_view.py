"""Choose a workbook, see what is wrong and what changes, try it, rehearse it, publish it.

The workbook is watched: whenever the author saves it in the spreadsheet program it is checked
again, and the form below takes over what was typed into the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QFileSystemWatcher, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.permissions import Action, may
from app.forms.library import FormLibrary
from app.forms.structure import FormDefinition
from app.services import form_publishing, form_rehearsal
from app.services.form_rehearsal import FormRehearsal
from app.services.published_forms import Published
from app.storage.unit_of_work import UnitOfWork
from app.ui.forms.checked_view import CheckedView
from app.ui.forms.start_button import WORKBOOKS, StartButton
from app.ui.operation import Report
from app.ui.pages import Desk
from app.ui.problem import Problem
from app.ui.widgets.buttons import Button, primary
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.texts import Remark, label

if TYPE_CHECKING:
    from app.security.signatures import DeviceKeys
    from app.services.form_report import FormReport

SETTLE_MS: Final = 600
"""How long a workbook is left alone after its program wrote it."""
_HEIGHTS: Final = [200, 400]
"""Of the lists, and of the form below them."""
CONFIRM: Final = "看过差异了，确认新版会改变或丢失已经填的答案"
NOTHING_YET: Final = "从现用的表单取一份工作簿来改，或选一个改好的工作簿。检查通过后可以在这里试填，试填的内容不会保存。"


@dataclass(frozen=True)
class Previewing:
    """Where a form is tried: ``widget`` shows it, ``show_form`` a version and its pictures by name,
    ``clear`` nothing;
    ``go_to`` a question by name."""

    widget: QWidget
    show_form: Callable[[FormDefinition, Mapping[str, bytes]], object]
    clear: Callable[[], object]
    go_to: Callable[[str], object]


class PublishingView(QWidget):
    """One workbook at a time. ``role``: a code of ROLE. ``published`` with what was published."""

    published = Signal(object)

    def __init__(
        self, desk: Desk, *, signer: DeviceKeys, role: str, previewing: Previewing
    ) -> None:
        super().__init__()
        self._desk = desk
        self._library: FormLibrary | None = None
        self._signer = signer
        self._role = role
        self._previewing = previewing
        self._path: Path | None = None
        self.report: FormReport | None = None
        self._is_checking = False
        self._is_waiting = False
        """For the library, to check against it."""
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_file_changed)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.check_again)
        self.remark = Remark()
        self.checked = CheckedView()
        self.checked.question_chosen.connect(self._previewing.go_to)
        self.confirm = QCheckBox(CONFIRM)
        self.confirm.toggled.connect(self._on_confirm_toggled)
        self._file = label("还没有选工作簿", "muted")
        self._make_buttons()
        self._lay_out()
        self._show_standing()

    def show_library(self, library: FormLibrary) -> None:
        """The forms that are in use: what a new version is compared with."""
        self._library = library
        self.start_button.show_library(library)
        if self._is_waiting:
            self.check_again()

    # -- what can be done ----------------------------------------------------------------------

    def choose(self, path: str) -> None:
        """Check the workbook at ``path``, now and whenever it is saved."""
        self._path = Path(path)
        self._file.setText(self._path.name)
        self._file.setToolTip(path)
        self.report = None
        self._previewing.clear()
        self.confirm.setChecked(False)
        self.check_again()

    def check_again(self) -> None:
        """Look at the workbook as it is on the disk now."""
        self._is_waiting = self._library is None
        if self._path is None or self._library is None:
            return
        self._watch()
        self._is_checking = True
        self.remark.say("正在检查…", "muted")
        self._show_standing()
        work = partial(_check, self._path, self._library)
        self._desk.background(self, work).replacing("check").then(self._on_checked).otherwise(
            self._on_not_checked
        ).start()

    def rehearse(self) -> None:
        """Try the new version on what is filled in on this laptop."""
        form, library = self.report.definition if self.report else None, self._library
        if form is None or library is None:
            return

        def verb(work: UnitOfWork, report: Report) -> FormRehearsal:
            return form_rehearsal.rehearse_all(work, library, form, report)

        self.rehearse_button.setEnabled(False)
        self._desk.long_operation(self, "正在预演", verb).then(
            self.checked.show_rehearsal
        ).otherwise(self._on_trouble).afterwards(self._show_standing).start()

    def publish(self) -> None:
        """Sign it and keep it; then the file for the other laptops."""
        if self.report is None or self._library is None:
            return
        verb = partial(
            form_publishing.publish,
            report=self.report,
            library=self._library,
            signer=self._signer,
            is_confirmed=self.confirm.isChecked(),
        )
        self.publish_button.setEnabled(False)
        self._desk.operation(self, verb).then(self._on_published).otherwise(
            self._on_trouble
        ).start()

    # -- slots ---------------------------------------------------------------------------------

    def _on_checked(self, report: FormReport) -> None:
        self._is_checking = False
        self.report = report
        self.confirm.setChecked(False)
        counts = report.counts()
        if report.is_fit:
            rest = f"（{counts['warning']}处请核对）" if counts["warning"] else ""
            words = f"“{report.title or report.form_id}”{report.version}版可以发布{rest}"
            self.remark.say(words, "ok")
        else:
            self.remark.say(f"有{counts['error']}处必须改正，改好存盘后会自动再检查。")
        self.checked.show_report(report)
        if report.definition is not None:
            self._previewing.show_form(report.definition, report.media)
        self._show_standing()

    def _on_not_checked(self, problem: Problem) -> None:
        self._is_checking, self.report = False, None
        self._on_trouble(problem)

    def _on_trouble(self, problem: Problem) -> None:
        self.remark.say(problem.sentence)
        self._show_standing()

    def _on_published(self, published: Published) -> None:
        line = published.line
        self.remark.say(
            f"“{line.title}”{line.version}版已发布，新的走访就用这一版。下次同步时送到县里，"
            "各台电脑同步以后也用它；没有登记的电脑，把存下的文件拷去接收。",
            "ok",
        )
        self.report = self._library = None
        self.confirm.setChecked(False)
        self._show_standing()
        self.published.emit(published)

    def _on_file_changed(self, _path: str) -> None:
        self._settle.start()

    def _on_confirm_toggled(self, _is_on: bool) -> None:
        self._show_standing()

    def _on_choose_pressed(self) -> None:
        dialog = QFileDialog(self, "选表单的工作簿")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([WORKBOOKS, "全部文件 (*)"])
        dialog.fileSelected.connect(self.choose)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # -- inside --------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Spreadsheet programs put a new file in the old one's place: watch that one, then."""
        watched = self._watcher.files()
        wanted = str(self._path)
        if others := [one for one in watched if one != wanted]:
            self._watcher.removePaths(others)
        if wanted not in watched and Path(wanted).is_file():
            self._watcher.addPath(wanted)

    def _show_standing(self) -> None:
        report = self.report
        is_fit = report is not None and report.is_fit and not self._is_checking
        difference = report.difference if report else None
        needs_confirmation = difference is not None and difference.needs_confirmation
        may_publish = may(self._role, Action.FORM_PUBLISH)
        self.confirm.setVisible(is_fit and needs_confirmation and may_publish)
        self.again_button.setEnabled(self._path is not None and not self._is_checking)
        self.rehearse_button.setEnabled(is_fit)
        is_meant = self.confirm.isChecked() or not needs_confirmation
        self.publish_button.setVisible(may_publish)
        self.publish_button.setEnabled(is_fit and is_meant)
        is_shown = report is not None and report.definition is not None
        self._below.setCurrentIndex(1 if is_shown else 0)
        self._below.setVisible(is_shown or report is None)

    def _make_buttons(self) -> None:
        self.choose_button = Button("选工作簿", icon_name="folder", shortcut="Ctrl+O")
        self.choose_button.clicked.connect(self._on_choose_pressed)
        self.start_button = StartButton(self._desk)
        self.start_button.saved.connect(self.choose)
        self.start_button.troubled.connect(self._on_trouble)
        self.again_button = Button("再检查", icon_name="check", shortcut="F5")
        self.again_button.clicked.connect(self.check_again)
        self.rehearse_button = Button("预演已有的走访", icon_name="practice")
        self.rehearse_button.clicked.connect(self.rehearse)
        self.publish_button = primary("发布这个版本", icon_name="upload")
        self.publish_button.clicked.connect(self.publish)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        every = (self.start_button, self.choose_button, self.again_button, self.rehearse_button)
        for button in every:
            head.addWidget(button)
        head.addWidget(self._file, 1)
        head.addWidget(self.publish_button)
        self._empty = EmptyState("visit", NOTHING_YET)
        self._below = QStackedWidget()
        self._below.addWidget(self._empty)
        self._below.addWidget(self._previewing.widget)
        both = QSplitter(Qt.Orientation.Vertical)
        both.addWidget(self.checked)
        both.addWidget(self._below)
        both.setSizes(_HEIGHTS)
        both.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.remark)
        column.addWidget(self.confirm)
        column.addWidget(both, 1)


def _check(path: Path, library: FormLibrary) -> FormReport:
    """On a worker: the converter and the workbook library are imported for this and nothing else."""
    from app.services import form_checking

    return form_checking.check(path, library=library)
