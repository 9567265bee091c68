"""Files that stand beside labels and choices, as the check reads the workbook."""

from __future__ import annotations

from app.forms.checking.media import media_problems, named_files
from app.forms.media import MOST_FILES, MOST_TOGETHER
from tests.unit.forms.checking.written import authored

NAME = {"type": "text", "name": "a", "label": "甲"}
SOUND = b"ID3" + bytes(9)


def told(contents: dict[str, bytes], **cells: str) -> set[str]:
    return {one.code for one in media_problems(authored({**NAME, **cells}), contents)}


def test_every_column_of_files_is_read_whatever_it_is_called():
    choice = {"list_name": "l", "name": "x", "label": "是", "图片": "jr://images/x.png"}
    one = {"type": "select_one l", "name": "b", "label": "乙", "media::audio::中文 (zh)": "b.mp3"}
    form = authored({**NAME, "media::image": "a.png", "video": "a.mp4"}, one, choices=(choice,))
    found = [(one.kind, one.name, one.spot.row) for one in named_files(form)]
    assert sorted(found) == [
        ("audio", "b.mp3", 3),
        ("image", "a.png", 2),
        ("image", "x.png", 2),
        ("video", "a.mp4", 2),
    ]


def test_a_video_stays_behind_and_a_name_made_of_an_answer_cannot_be_found():
    assert told({}, video="a.mp4") == {"media_unseen"}
    assert told({}, image="${a}.png") == {"media_computed"}
    assert told({"a.mp3": SOUND}, audio="a.mp3") == {"media_unheard"}


def test_all_together_have_a_limit_in_number_and_in_size():
    many = {f"{number}.mp3": SOUND for number in range(MOST_FILES + 1)}
    assert "media_too_much" in told(many, audio="0.mp3")
    large = {f"{number}.mp3": SOUND + bytes(2_900_000) for number in range(4)}
    assert sum(map(len, large.values())) > MOST_TOGETHER
    assert "media_too_much" in told(large, audio="0.mp3")
