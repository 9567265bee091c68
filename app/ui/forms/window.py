"""The window 表单: writing and publishing for those who may, published forms for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from app.domain.permissions import Action, may
from app.forms.library import FormFiles, FormLibrary
from app.services import published_forms
from app.services.published_forms import Published
from app.ui.forms.publishing_view import Previewing, PublishingView
from app.ui.forms.versions_view import VersionsView
from app.ui.pages import Desk

if TYPE_CHECKING:
    from app.security.signatures import DeviceKeys

_SIZE: Final = (1240, 740)


class FormsWindow(QDialog):
    """``shipped``: the forms that come with the program; ``role``: a code of ROLE; ``previewing``
    where a form is tried."""

    def __init__(
        self,
        desk: Desk,
        *,
        shipped: FormLibrary,
        signer: DeviceKeys,
        role: str,
        previewing: Previewing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("表单")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(*_SIZE)
        self._desk = desk
        self._shipped = shipped
        self.versions = VersionsView(desk, signer.signing_public)
        self.versions.received.connect(self._load_library)
        self.publishing: PublishingView | None = None
        self.tabs = QTabWidget()
        if may(role, Action.FORM_CHECK):
            view = PublishingView(desk, signer=signer, role=role, previewing=previewing)
            view.published.connect(self._on_published)
            self.publishing = view
            self.tabs.addTab(view, "检查和发布")
        self.tabs.addTab(self.versions, "已发布的表单")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.addWidget(self.tabs)
        self._load_library()

    def _load_library(self) -> None:
        self._desk.operation(self, published_forms.kept_forms).replacing("kept").then(
            self._on_kept
        ).start()
        self.versions.load()

    def _on_kept(self, kept: tuple[FormFiles, ...]) -> None:
        if self.publishing is not None:
            self.publishing.show_library(published_forms.library_with(self._shipped, kept))

    def _on_published(self, published: Published) -> None:
        self._load_library()
        self.versions.save(published)
