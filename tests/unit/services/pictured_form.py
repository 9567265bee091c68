"""A form with pictures, a sound, tables and a look-up, as a county's officer would write it."""

from __future__ import annotations

from pathlib import Path

from app.excel.writer import Column, Table, write_workbook
from tests.stores import NOW
from tests.unit.printing.filled_samples import a_photo
from tests.unit.printing.sample_values import scrawl

SOUND = b"ID3\x04" + bytes(60)
HEADER = ("type", "name", "label", "calculation", "media::image", "media::audio")
SURVEY = (
    ("note", "n", "请照图看房屋", None, "house.jpg", None),
    ("select_one roof", "roof", "屋顶是哪一种", None, None, "roof.mp3"),
    ("select_one_from_file villages.csv", "village", "哪个村", None, None, None),
    ("calculate", "head", None, "pulldata('villages', 'head', 'name', ${village})", None, None),
    ("note", "told", "村主任：${head}", None, None, None),
)
CHOICES = (
    ("roof", "tile", "瓦", "tile.png"),
    ("roof", "iron", "铁皮", "iron.jpg"),
)
VILLAGES = "name,label,head\n1,红星村,李大山\n2,大湾村,王小河\n"


def pictured(folder: Path, version: str = "1", name: str = "t.xlsx") -> Path:
    """The workbook with all that it names beside it."""
    settings = {"form_id": "t", "version": version, "form_title": "房屋查看"}
    tables = [
        Table("survey", tuple(map(Column, HEADER)), SURVEY),
        Table("choices", tuple(map(Column, ("list_name", "name", "label", "图片"))), CHOICES),
        Table("settings", tuple(map(Column, settings)), [tuple(settings.values())]),
    ]
    (folder / name).write_bytes(write_workbook(tables, NOW))
    for each, content in files().items():
        (folder / each).write_bytes(content)
    return folder / name


def files() -> dict[str, bytes]:
    """What lies beside it; the table as Excel saves it here."""
    return {
        "house.jpg": a_photo(800, 600),
        "roof.mp3": SOUND,
        "tile.png": scrawl(),
        "iron.jpg": a_photo(200, 200),
        "villages.csv": VILLAGES.encode("gb18030"),
    }
