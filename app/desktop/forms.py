"""The window 表单 from the settings page; and the forms of a vault: shipped and published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.desktop.program import Program
    from app.forms.library import FormLibrary
    from app.workspace import Workspace


def forms_of(workspace: Workspace, shipped: FormLibrary) -> FormLibrary:
    """What can be filled in: what ships, and what the county published since."""
    from app.services.published_forms import kept_forms, library_with

    return library_with(shipped, workspace.read(kept_forms))


def open_forms(
    program: Program, workspace: Workspace, shipped: FormLibrary, parent: QWidget
) -> None:
    """Show the window; it goes with ``parent``."""
    from app.ui.forms.publishing_view import Previewing
    from app.ui.forms.window import FormsWindow
    from app.ui.visits.preview import FormPreview

    preview = FormPreview(program.desk)
    window = FormsWindow(
        program.desk,
        shipped=shipped,
        signer=workspace.device,
        role=workspace.owner.role,
        previewing=Previewing(preview, preview.show_form, preview.clear, preview.go_to),
        parent=parent,
    )
    window.finished.connect(window.deleteLater)
    window.open()
