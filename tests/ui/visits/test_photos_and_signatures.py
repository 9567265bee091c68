"""Photos are made small and plain before they are stored; signatures become pictures."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import Refused
from app.forms.states import NodeState
from app.ui.theme import Theme
from app.ui.visits.fields.field import Field
from app.ui.visits.fields.files import FileField
from app.ui.visits.fields.photos import MOST_PHOTOS, PhotosField
from app.ui.visits.fields.signatures import FINGERPRINT, SignatureField
from app.ui.widgets.pictures import LONGEST_SIDE, scaled_photo
from tests.ui.visits.hands import Blobs, doors

STATE = NodeState(path="q", name="q", kind="question", label="现场照片", control="upload")


def photo(width: int = 4000, height: int = 3000, orientation: int = 1, shade: int = 90) -> bytes:
    """A photo as a phone writes it: with place, camera and direction in it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[2] = (31.0, 7.0, 12.0)
    out = io.BytesIO()
    picture = Image.new("RGB", (width, height), (shade, 120, 60))
    picture.save(out, "JPEG", exif=exif.tobytes(), quality=80)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


# -- scaling --------------------------------------------------------------------------------------


def test_a_photo_is_scaled_to_a_jpeg_of_at_most_1600_px():
    small = opened(scaled_photo(photo()))
    assert (small.format, small.size) == ("JPEG", (LONGEST_SIDE, 1200))


def test_a_small_photo_keeps_its_size():
    assert opened(scaled_photo(photo(640, 480))).size == (640, 480)


def test_nothing_but_the_pixels_is_kept():
    content = photo()
    assert b"SecretPhone" in content
    small = scaled_photo(content)
    assert b"Exif" not in small
    assert b"SecretPhone" not in small
    assert not opened(small).getexif()


def test_a_photo_taken_upright_is_stored_upright():
    assert opened(scaled_photo(photo(4000, 3000, orientation=6))).size == (1200, LONGEST_SIDE)


def test_a_transparent_picture_stands_on_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    darkest, _ = opened(scaled_photo(out.getvalue())).convert("L").getextrema()
    assert darkest == 255


@pytest.mark.qt_log_ignore("JPEG datastream contains no image")
@pytest.mark.parametrize("content", [b"", b"not a picture", b"\xff\xd8\xff\xe0 damaged"])
def test_what_is_no_photo_is_refused_with_what_to_do(content: bytes):
    with pytest.raises(Refused, match="请换一张") as caught:
        scaled_photo(content)
    assert caught.value.code == "picture_unreadable"


def test_a_picture_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    with pytest.raises(Refused) as caught:
        scaled_photo(out.getvalue())
    assert caught.value.code == "picture_too_large"


# -- photos of a question ---------------------------------------------------------------------------


def answering(field: Field) -> list[str]:
    """What the field answers; each answer becomes its state, as in a form."""
    given: list[str] = []

    def take(value: str) -> None:
        given.append(value)
        field.show_state(replace(field.state, value=value))

    field.committed.connect(take)
    return given


def test_photos_from_files_are_stored_small_and_shown(qtbot: QtBot, theme: Theme, tmp_path: Path):
    blobs = Blobs()
    field = PhotosField(STATE, doors(blobs))
    qtbot.addWidget(field)
    given = answering(field)
    for number in range(2):
        (tmp_path / f"{number}.jpg").write_bytes(photo(shade=number))
    field.add_files([str(tmp_path / "0.jpg"), str(tmp_path / "1.jpg")])
    assert field.hashes() == given[-1].split()
    assert set(field.hashes()) == set(blobs.content)
    assert all(max(opened(one).size) == LONGEST_SIDE for one in blobs.content.values())
    field.remove(field.hashes()[0])
    assert len(field.hashes()) == 1


def test_nothing_is_written_beside_the_store(qtbot: QtBot, theme: Theme, tmp_path: Path):
    (tmp_path / "a.jpg").write_bytes(photo(800, 600))
    field = PhotosField(STATE, doors())
    qtbot.addWidget(field)
    field.add_files([str(tmp_path / "a.jpg")])
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_a_picture_can_be_pasted(qtbot: QtBot, theme: Theme):
    blobs = Blobs()
    field = PhotosField(STATE, doors(blobs))
    qtbot.addWidget(field)
    answering(field)
    image = QImage(2000, 1000, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    field.add_image(image)
    assert opened(blobs.content[field.hashes()[0]]).size == (LONGEST_SIDE, 800)


def test_there_are_at_most_nine_photos(qtbot: QtBot, theme: Theme, tmp_path: Path):
    paths = [tmp_path / f"{number}.jpg" for number in range(MOST_PHOTOS + 2)]
    for number, path in enumerate(paths):
        path.write_bytes(photo(60, 40, shade=number * 20))
    field = PhotosField(STATE, doors())
    qtbot.addWidget(field)
    answering(field)
    field.add_files([str(path) for path in paths])
    assert len(field.hashes()) == MOST_PHOTOS
    field.add_files([str(paths[-1])])
    assert "最多放 9 张" in field.remark.text()


@pytest.mark.parametrize("name", ["missing.jpg", "text.jpg"])
def test_a_file_that_is_no_photo_leaves_the_others(
    name: str, qtbot: QtBot, theme: Theme, tmp_path: Path
):
    (tmp_path / "good.jpg").write_bytes(photo(60, 40))
    (tmp_path / "text.jpg").write_text("no photo")
    field = PhotosField(STATE, doors())
    qtbot.addWidget(field)
    answering(field)
    field.add_files([str(tmp_path / "good.jpg"), str(tmp_path / name)])
    assert len(field.hashes()) == 1
    assert "请" in field.remark.text()


def test_a_full_disk_is_said_and_answers_nothing(qtbot: QtBot, theme: Theme, tmp_path: Path):
    (tmp_path / "a.jpg").write_bytes(photo(60, 40))
    field = PhotosField(STATE, doors(Blobs(is_full=True)))
    qtbot.addWidget(field)
    given = answering(field)
    field.add_files([str(tmp_path / "a.jpg")])
    assert given == []
    assert field.remark.text() == "磁盘已满。请清出空间后再试。"


def test_stored_photos_are_shown_again(qtbot: QtBot, theme: Theme):
    blobs = Blobs()
    blobs.content["abc"] = photo(60, 40)
    field = PhotosField(replace(STATE, value="abc"), doors(blobs))
    qtbot.addWidget(field)
    assert field.hashes() == ["abc"]
    assert field.remark.text() == ""


# -- signatures -------------------------------------------------------------------------------------


def signing(field: SignatureField, qtbot: QtBot) -> QWidget:
    """The surface to write on."""
    qtbot.addWidget(field)
    field.resize(500, 240)
    with qtbot.waitExposed(field):
        field.show()
    return next(one for one in field.pad.findChildren(QWidget) if "签名处" in one.accessibleName())


def write(surface: QWidget, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(surface, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(surface, (start + end) * 0.5)
    QTest.mouseMove(surface, end)
    QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=end)


def test_a_signature_is_stored_once_after_its_last_stroke(qtbot: QtBot, theme: Theme):
    blobs = Blobs()
    field = SignatureField(replace(STATE, label="受访人"), doors(blobs))
    given = answering(field)
    surface = signing(field, qtbot)
    write(surface, QPoint(40, 40), QPoint(160, 60))
    write(surface, QPoint(90, 20), QPoint(100, 90))
    assert given == []
    field.commit()
    assert len(given) == len(blobs.content) == 1
    assert opened(blobs.content[given[0]]).format == "PNG"
    field.commit()
    assert len(given) == 1


def test_a_signature_can_be_wiped(qtbot: QtBot, theme: Theme):
    field = SignatureField(STATE, doors())
    given = answering(field)
    write(signing(field, qtbot), QPoint(40, 40), QPoint(160, 60))
    field.commit()
    field.pad.clear()
    assert given[-1] == ""


def test_who_does_not_write_gives_a_fingerprint_on_the_paper(qtbot: QtBot, theme: Theme):
    field = SignatureField(STATE, doors())
    given = answering(field)
    signing(field, qtbot)
    field.print_box.click()
    assert given == [FINGERPRINT]
    assert not field.pad.isEnabled()
    field.print_box.click()
    assert given == [FINGERPRINT, ""]


def test_a_signature_that_could_not_be_stored_is_kept_to_try_again(qtbot: QtBot, theme: Theme):
    blobs = Blobs(is_full=True)
    field = SignatureField(STATE, doors(blobs))
    given = answering(field)
    write(signing(field, qtbot), QPoint(40, 40), QPoint(160, 60))
    field.commit()
    assert given == []
    assert "磁盘已满" in field.remark.text()
    blobs.is_full = False
    field.commit()
    assert len(given) == 1


def test_another_file_is_stored_as_it_is(qtbot: QtBot, theme: Theme, tmp_path: Path):
    (tmp_path / "sound.mp3").write_bytes(b"sound")
    blobs = Blobs()
    field = FileField(STATE, doors(blobs))
    qtbot.addWidget(field)
    given = answering(field)
    field.add_file(str(tmp_path / "sound.mp3"))
    assert blobs.content[given[0]] == b"sound"
