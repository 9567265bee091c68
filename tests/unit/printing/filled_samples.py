"""V-01 for tests: a survey as an office would print it, and one with the longest of everything."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw

from app.printing.filled_form import (
    Filled,
    FilledAnswer,
    FilledHeading,
    FilledPhoto,
    FilledSheet,
    FilledSign,
    FilledTable,
)
from tests.unit.printing.sample_values import (
    DAY,
    LONG_ADDRESS,
    LONG_TEXT,
    LONGEST_NAME,
    MADE_AT,
    RARE,
    SIGNED,
)


@cache
def a_photo(width: int = 1600, height: int = 1200) -> bytes:
    """A house under a sky, as a phone would take it."""
    image = Image.new("RGB", (width, height), (150, 190, 230))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height * 2 // 3, width, height), fill=(110, 140, 80))
    pen.rectangle((width // 4, height // 3, width * 3 // 4, height * 5 // 6), fill=(190, 150, 110))
    pen.polygon(
        ((width // 5, height // 3), (width // 2, height // 8), (width * 4 // 5, height // 3)),
        fill=(90, 60, 50),
    )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def answer(label: str, text: str = "") -> FilledAnswer:
    return FilledAnswer(label=label, text=text)


def ordinary_filled() -> FilledSheet:
    """A family of three."""
    return FilledSheet(
        number="V01-2026-101-7K2M9QXD",
        day=DAY,
        office="新民镇人民政府",
        record="0193a0c2-7b11-7c3e-8a55-2f6f3b9d1e02",
        made_at=MADE_AT,
        title="低保入户调查",
        form="dibao_ruhu（2026110101版）",
        facts=(
            answer("走访对象", "欧阳龑户"),
            answer("家庭编号", "0042"),
            answer("走访人", "周经办、陈副手"),
            answer("是否见到本人", "见到"),
            answer("开始时间", "2026年11月23日 09:05"),
            answer("受访人", "欧阳春燕（女）"),
            answer("住址", "垫江县新民镇明月村3组12号"),
        ),
        content=(
            FilledHeading(label="一、基本信息"),
            answer("户主姓名", "欧阳龑"),
            answer("联系电话", "13900000001"),
            answer("住房结构", "自建房（砖混）"),
            answer("最近一次房屋安全鉴定是哪一年做的", "2019年"),
            answer("家里还有什么困难"),
            FilledHeading(label="二、家庭成员"),
            FilledTable(
                label="成员",
                columns=("姓名", "与户主关系", "身份证号", "年龄", "从事什么，在哪里"),
                rows=(
                    ("欧阳龑", "本人", "500231195801011234", "68", "务农"),
                    (
                        "欧阳春燕",
                        "女",
                        "500231198807021245",
                        "38",
                        "在桂阳街道某超市打工，月收入约2300元",
                    ),
                    ("欧阳小宝", "孙子", "500231201503031257", "11", "新民镇中心小学校在读"),
                ),
            ),
            FilledHeading(label="三、核查结果"),
            FilledHeading(label="收入", level=1),
            answer("家庭月收入（元）", "900"),
            answer("人均月收入（元）", "300"),
            FilledAnswer(label="人均300元，低于本地标准，可以申请低保。", is_note=True),
            answer("情况记录", "户主长期患慢性病，靠女儿务工和低保生活；房屋漏雨一处。" * 3),
        ),
        photos=(
            FilledPhoto(caption="照片1　房屋外观", content=a_photo()),
            FilledPhoto(caption="照片2　屋内", content=a_photo(900, 1600)),
            FilledPhoto(caption="照片3　现场照片", content=a_photo(1200, 1200)),
        ),
        signatures=(
            FilledSign(caption="走访人（一）", signature=SIGNED),
            FilledSign(caption="走访人（二）", signature=SIGNED),
            FilledSign(caption="受访人"),
            FilledSign(caption="村（居）见证人"),
        ),
    )


def extreme_filled() -> FilledSheet:
    """Many rows, eight columns, the longest questions and answers."""
    columns = tuple(f"第{place}栏：{LONGEST_NAME[:6]}" for place in range(1, 9))
    row = (
        LONGEST_NAME,
        RARE,
        "1234567890.12",
        "是",
        LONG_TEXT[:40],
        "",
        "2026-11-23",
        "甲、乙、丙",
    )
    content: tuple[Filled, ...] = (
        FilledHeading(label=LONG_TEXT[:60]),
        FilledHeading(label=LONG_TEXT[:50], level=1),
        *(answer(LONG_TEXT[: 5 + 9 * place], LONG_TEXT * (place % 3)) for place in range(6)),
        FilledTable(label=LONG_TEXT[:30], columns=columns, rows=(row,) * 14),
        FilledHeading(label="最后"),
        answer("问", LONG_TEXT * 6),
        FilledAnswer(label=LONG_TEXT, is_note=True),
    )
    return FilledSheet(
        number="V01-2026-101-7K2M9QXD",
        day=DAY,
        office=LONGEST_NAME,
        made_at=MADE_AT,
        is_draft=True,
        is_practice=True,
        title="儿童主任月度走访和监护情况核实记录表（留守儿童、困境儿童、事实无人抚养儿童通用）",
        form="ertong_zoufang（2026110101版）",
        facts=(answer("住址", LONG_ADDRESS), answer("走访人", LONGEST_NAME)),
        content=content,
        photos=tuple(
            FilledPhoto(
                caption=f"照片{place}　{LONG_TEXT[:40]}", content=a_photo(2000, 300 * place)
            )
            for place in range(1, 6)
        ),
        signatures=tuple(FilledSign(caption=LONG_TEXT[: 4 * place]) for place in range(1, 6)),
    )
