"""Photos made small before they are stored: upright, at most 1600 px, JPEG, nothing else in it.

Where and when a photo was taken, which camera, the preview: all that is in the file is left out.
Safe on any thread.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from app.errors import Refused

LONGEST_SIDE: Final = 1600
"""px"""
QUALITY: Final = 85
MOST_BYTES: Final = 60_000_000
MOST_PIXELS: Final = 120_000_000
"""Beyond these it is no photo of a camera, and reading it could fill the memory."""
SUFFIXES: Final = ("jpg", "jpeg", "png", "bmp", "gif", "webp")


def scaled_photo(content: bytes) -> bytes:
    """The JPEG to store. Raises ``Refused`` picture_too_large, picture_unreadable."""
    if len(content) > MOST_BYTES:
        raise too_large()
    return as_jpeg(read_scaled(content, LONGEST_SIDE))


def read_scaled(content: bytes, longest_side: int) -> QImage:
    """The picture upright, no side longer than ``longest_side`` px. Raises as ``scaled_photo``."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST_PIXELS:
        raise too_large()
    if size.isValid() and max(size.width(), size.height()) > longest_side:
        reader.setScaledSize(_within(size, longest_side))
    image = reader.read()
    if image.isNull():
        raise Refused(
            "打不开这张照片，文件可能已损坏。请换一张 JPG 或 PNG 照片。", code="picture_unreadable"
        )
    if max(image.width(), image.height()) > longest_side:
        image = _scaled(image, longest_side)
    return image


def as_jpeg(image: QImage) -> bytes:
    """The pixels as JPEG on white, with none of the texts that came with them."""
    plain = QImage(image.size(), QImage.Format.Format_RGB32)
    plain.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(plain)
    painter.drawImage(0, 0, image)
    painter.end()
    return _written(plain, "JPG", QUALITY)


def as_png(image: QImage) -> bytes:
    """The picture as PNG."""
    return _written(image, "PNG", -1)


def too_large() -> Refused:
    """What to say of a picture beyond the limits."""
    return Refused("这张照片太大。请换一张，或先用看图软件缩小。", code="picture_too_large")


def _written(image: QImage, kind: str, quality: int) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(content.data())


def _within(size: QSize, side: int) -> QSize:
    return size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio)


def _scaled(image: QImage, side: int) -> QImage:
    return image.scaled(
        _within(image.size(), side),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
