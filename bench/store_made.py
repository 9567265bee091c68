"""A made county of 100,000 persons, put straight into a store's tables: repeatable, nobody real."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from app.models.columns import id_bytes
from app.storage import driver, search_rows

PERSONS: Final = 100_000

_SURNAMES: Final = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单查仇解"
_GIVEN: Final = "明国华建文平志伟东海强晓生光林小民永杰军波成荣新峰刚家龙德庆斌辉良玉俊立浩天宏子金健一忠洪江福祥中正振勇春大宁亮宇兴宝少剑云学仁涛瑞飞鹏安亚泽世汉达卫利胜敏群松克清长嘉红山贤阳乐锋智青跃元武广思雄锦威启昌铭维义宗英凯鸿森超坚旭政传康继翔远力进泉茂毅富博霖顺信凡豪树和恩向道川彬柏磊敬书鸣芳培全炳基冠晖京欣廷哲保秋君劲栋仲权奇礼楠炜友年震鑫雷兵万星骏伦绍麟雨行才希彦兆贵源有景升惠臣慧开章润高佳虎根诚夫声冬奎扬双坤镇楚水铁喜之迪泰方同滨邦先聪朝善非恒晋汝丹为晨乃秀岩辰洋然厚灿卓轩帆若连勋祖锡吉崇钧田石奕发洲彪钢运伯满庭申湘皓承梓雪孟其潮冰怀鲁裕翰征谦航士尧标洁城寿枫革纯风化逸腾岳银鹤琳显焕来心凤睿勤延凌昊西羽百捷定琦圣佩麒虹如靖日咏会久昕黎桂玮燕可越彤雁孝宪萌颖艺夏桐月瑜沛诗夕"
_GROUPS: Final = 8

INSERTS: Final = {
    "person": "INSERT INTO person (rowid_, id, org_code, village_code, rev, is_deleted, secret_level,"
    " name, id_kind, id_no, sex, live_addr, phone) VALUES (?,?,'500231102',?,0,0,2,?,'01',?,?,?,?)",
    "household": "INSERT INTO household (rowid_, id, org_code, village_code, rev, is_deleted,"
    " secret_level, head_id, group_name, hh_no) VALUES (?,?,'500231102',?,0,0,2,?,?,?)",
    "member": "INSERT INTO member (rowid_, id, rev, is_deleted, secret_level, household_id,"
    " person_id, relation) VALUES (?,?,0,0,2,?,?,?)",
}


def made_name(chance: random.Random) -> str:
    """A name as common as they are: a few surnames are most of them."""
    surname = _SURNAMES[min(int(chance.expovariate(0.055)), len(_SURNAMES) - 1)]
    return surname + "".join(
        chance.choice(_GIVEN) for _ in range(1 if chance.random() < 0.2 else 2)
    )


def fill(connection: driver.Connection, new_id: Callable[[], str], count: int = PERSONS) -> None:
    """Put ``count`` persons in households of one to five into an empty store, and index them."""
    chance = random.Random(7)
    connection.execute("BEGIN IMMEDIATE")
    persons: list[tuple[object, ...]] = []
    households: list[tuple[object, ...]] = []
    members: list[tuple[object, ...]] = []
    while len(persons) < count:
        household, village = (
            id_bytes(new_id()),
            f"5002311{chance.randrange(2, 28):02}{201 + chance.randrange(12):03}",
        )
        group = f"{chance.randrange(1, _GROUPS + 1)}组"
        for place in range(chance.randrange(1, 6)):
            person, number = id_bytes(new_id()), len(persons) + 1
            born = f"{chance.randrange(1935, 2020)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
            id_no = f"500231{born}{chance.randrange(1000):03}{chance.choice('0123456789X')}"
            address = f"第{village[-2:]}村{group}{chance.randrange(1, 200)}号"
            phone = f"1{chance.randrange(3 * 10**9, 10**10)}" if place < 2 else None
            persons.append(
                (
                    number,
                    person,
                    village,
                    made_name(chance),
                    id_no,
                    str(1 + number % 2),
                    address,
                    phone,
                )
            )
            if place == 0:
                households.append(
                    (len(households) + 1, household, village, person, group, f"H{number}")
                )
            members.append(
                (number, id_bytes(new_id()), household, person, "01" if place == 0 else "20")
            )
    for noun, rows in (("person", persons), ("household", households), ("member", members)):
        connection.executemany(INSERTS[noun], rows)
    search_rows.rebuild(connection)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
