"""Pictures and sounds beside a form's labels and choices: what a form names, what may go with it.

Told by their content, never by their name alone: what is kept under ``.png`` is a picture.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.forms.structure import FormDefinition

KINDS: Final = ("image", "big-image", "audio")
"""Forms of a text that are files which travel; a video is too large for 600 laptops."""
MOST_FILES: Final = 200
MOST_TOGETHER: Final = 10 * 1024 * 1024
"""Bytes of all of a form: it goes to every laptop, some of them by a village's line."""
MOST_SIDE: Final = 4_000
"""Pixels; a small file can be a picture that fills the memory."""
_PICTURE, _SOUND = "图片", "声音"
_MOST: Final = {_PICTURE: 1024 * 1024, _SOUND: 3 * 1024 * 1024}
_ENDS: Final = {
    ".png": _PICTURE, ".jpg": _PICTURE, ".jpeg": _PICTURE,
    ".mp3": _SOUND, ".wav": _SOUND, ".m4a": _SOUND,
}  # fmt: skip
ENDS: Final = tuple(_ENDS)
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a JPEG that are followed by its size (ITU-T T.81, B.1.1.3)."""


def hashed(files: Mapping[str, bytes]) -> dict[str, str]:
    """By name the SHA-256 of the content."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def file_name(reference: str) -> str:
    """``jr://images/x.png`` → ``x.png``."""
    return reference.strip().rpartition("/")[2]


def named(form: FormDefinition) -> tuple[str, ...]:
    """The files that the form's texts and tables name, each once."""
    return tuple(dict.fromkeys(name for name in _named(form) if name))


def kind_of(name: str) -> str:
    """图片 or 声音, by the end of its name; blank for what does not travel."""
    return _ENDS.get(_end(name), "")


def fault(name: str, content: bytes) -> str:
    """Why a file cannot go with a form, with what to do; blank: it can."""
    kind = kind_of(name)
    if not kind:
        return f"“{name[:40]}”不能随表单发布。图片请用 PNG 或 JPG，声音请用 MP3、M4A 或 WAV。"
    if len(content) > (most := _MOST[kind]):
        words = f"{kind}“{name[:40]}”有{len(content) / 1048576:.1f}MB，最多{most >> 20}MB。"
        return words + ("请缩小后再放进来。" if kind == _PICTURE else "请剪短或压缩后再放进来。")
    if not _is_as_named(name, content):
        return (
            f"“{name[:40]}”的内容不是{_end(name)[1:].upper()}，或者已经损坏。请另存一次再放进来。"
        )
    if kind == _PICTURE and max(_size(content)) > MOST_SIDE:
        return f"图片“{name[:40]}”的长或宽超过{MOST_SIDE}点。请缩小后再放进来。"
    return ""


def _named(form: FormDefinition) -> Iterator[str]:
    for entries in form.translations.entries.values():
        for forms in entries.values():
            for kind in KINDS:
                parts = forms.get(kind, ())
                if len(parts) == 1 and isinstance(parts[0], str) and parts[0].strip() != "-":
                    yield file_name(parts[0])
    for table in form.instances.values():
        for node in table.descendants():
            if node.name == "image" and kind_of(name := file_name(node.text())):
                yield name


def _end(name: str) -> str:
    _, dot, end = name.rpartition(".")
    return f"{dot}{end}".lower()


def _is_as_named(name: str, content: bytes) -> bool:
    end = _end(name)
    if end == ".png":
        return content.startswith(_PNG) and min(_size(content)) > 0
    if end in (".jpg", ".jpeg"):
        return content.startswith(_JPEG) and min(_size(content)) > 0
    if end == ".mp3":
        return content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0")
    if end == ".wav":
        return content[:4] == b"RIFF" and content[8:12] == b"WAVE"
    return content[4:8] == b"ftyp"


def _size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels; zeros where the picture does not say."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and len(content) >= 24:
        wide, high = struct.unpack(">II", content[16:24])
        return wide, high
    return _size_of_jpeg(content) if content.startswith(_JPEG) else (0, 0)


def _size_of_jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in _FRAMES:
            high, wide = struct.unpack(">HH", content[place + 5 : place + 9])
            return wide, high
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        place += 2 + max(length, 2)
    return 0, 0
