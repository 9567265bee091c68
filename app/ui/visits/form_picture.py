"""A picture published with a form, as large as it is shown: a photo of a camera is not kept whole."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QWidget


def form_picture(content: bytes, room: QSize, shown_in: QWidget) -> QImage | None:
    """The picture in ``content``, no larger than ``room`` and never enlarged; None for none."""
    if not content:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    ratio, size = shown_in.devicePixelRatioF(), reader.size()
    most = room * ratio
    if size.width() > most.width() or size.height() > most.height():
        reader.setScaledSize(size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    image.setDevicePixelRatio(ratio)
    return None if image.isNull() else image
