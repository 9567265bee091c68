"""The words people use for a member's relation to the head, as codes of ``codes.RELATION``.

Standard labels, everyday words and those of the county's dialect. A word that means two things
there (媳妇, 姑娘) is not in the table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from app.domain.codes import RELATION

HEAD_CODES: Final = frozenset(("01", "02"))
"""本人, 户主: the member the household is named after."""

_WORDS: Final[Mapping[str, str]] = {
    "01": "本人 自己 申请人 申请人本人 户主本人 本人户主 本人(户主) 户主(本人)",
    "02": "户主 家长",
    "10": "配偶 爱人 老伴 夫妻 夫妇 妻或夫",
    "11": "夫 丈夫 老公 男人 老头子",
    "12": "妻 妻子 老婆 婆娘 堂客 内人",
    "20": "子 儿子 儿 幺儿 小儿子 幺子 小儿 独生子或长子",
    "21": "独生子 独子 独儿",
    "22": "长子 大儿子 大儿 大子 长儿",
    "23": "次子 二儿子 二儿 二子",
    "24": "三子 三儿子 三儿",
    "25": "四子 四儿子 四儿",
    "26": "五子 五儿子 五儿",
    "27": "养子 继子 养子或继子",
    "28": "女婿 上门女婿",
    "29": "其他儿子",
    "30": "女 女儿 幺女 小女 小女儿 女娃 女孩",
    "31": "独生女 独女",
    "32": "长女 大女儿 大女",
    "33": "次女 二女儿 二女",
    "34": "三女 三女儿",
    "35": "四女 四女儿",
    "36": "五女 五女儿",
    "37": "养女 继女 养女或继女",
    "38": "儿媳 儿媳妇 媳 长媳 次媳 大儿媳 二儿媳 子媳",
    "39": "其他女儿",
    "40": "孙子女 外孙子女 孙辈",
    "41": "孙 孙子 孙儿 长孙 次孙",
    "42": "孙女 孙女儿 长孙女 次孙女",
    "43": "外孙 外孙子",
    "44": "外孙女",
    "45": "孙媳 孙媳妇 外孙媳妇 外孙媳",
    "46": "孙女婿 外孙女婿",
    "47": "曾孙 曾孙子 重孙 重孙子 外曾孙 外曾孙子 外重孙",
    "48": "曾孙女 重孙女 外曾孙女 外重孙女",
    "49": "其他孙辈",
    "50": "父母",
    "51": "父 父亲 爸 爸爸 老汉 老汉儿 爹 生父",
    "52": "母 母亲 妈 妈妈 老妈 娘 老娘 生母",
    "53": "公公 公爹 老人公",
    "54": "婆婆 婆母 老人婆",
    "55": "岳父 丈人 老丈人 老丈人公",
    "56": "岳母 丈母娘 丈母 老丈母",
    "57": "继父 养父 后爸 继父或养父",
    "58": "继母 养母 后妈 后母 继母或养母",
    "59": "其他父母关系",
    "60": "祖父母 外祖父母",
    "61": "祖父 爷爷 爷",
    "62": "祖母 奶奶 奶",
    "63": "外祖父 外公 姥爷 家公",
    "64": "外祖母 外婆 姥姥 家婆",
    "65": "配偶的祖父母或外祖父母",
    "66": "曾祖父 太公 祖祖",
    "67": "曾祖母 太婆 祖婆",
    "68": "配偶的曾祖父母或外曾祖父母",
    "69": "其他祖辈",
    "70": "兄弟姐妹",
    "71": "兄 哥 哥哥 兄长 大哥 二哥 三哥 胞兄",
    "72": "嫂 嫂子 嫂嫂 大嫂 二嫂",
    "73": "弟 弟弟 胞弟 二弟 三弟 幺弟",
    "74": "弟媳 弟媳妇 弟妹 弟妇",
    "75": "姐 姐姐 大姐 二姐 胞姐",
    "76": "姐夫",
    "77": "妹 妹妹 胞妹 幺妹 二妹",
    "78": "妹夫",
    "79": "兄弟 姐妹 其他兄弟姐妹",
    "80": "其他",
    "81": "伯父 大伯 伯伯 伯 大爷",
    "82": "伯母 伯娘 大妈",
    "83": "叔父 叔叔 叔 幺叔 幺爸 二叔",
    "84": "婶母 婶婶 婶 婶娘 幺妈",
    "85": "舅父 舅舅 舅",
    "86": "舅母 舅妈 舅娘",
    "87": "姨夫 姨父 姨爹 姨夫(父)",
    "88": "姨母 姨妈 姨 姨娘",
    "89": "姑父 姑夫 姑爹",
    "90": "姑母 姑妈 姑姑 姑 姑孃",
    "91": "堂兄 堂弟 堂姐 堂妹 堂哥 堂兄弟 堂姐妹",
    "92": "表兄 表弟 表姐 表妹 表哥 表兄弟 表姐妹 老表",
    "93": "侄 侄子 侄儿 内侄",
    "94": "侄女 侄女儿 内侄女",
    "95": "外甥 外甥子 外侄",
    "96": "外甥女 外侄女",
    "97": "其他亲属 亲属 亲戚",
    "99": "非亲属 无关系 无亲属关系",
}

_BY_WORD: Final[Mapping[str, str]] = {label: code for code, label in RELATION} | {
    word: code for code, words in _WORDS.items() for word in words.split()
}
_PREFIX: Final = re.compile(
    r"^(?:系|为|是)?(?:与)?(?:户主|申请人|其)?(?:之|的|本人之|本人的)?(?=.)"
)
_SPACES: Final = re.compile(r"[\s\u200b-\u200f\ufeff'`]+")
_ASIDE: Final = re.compile(r"\(.*\)$")


def read_relation(text: str) -> str | None:
    """The RELATION code that ``text`` means (妻, 户主配偶, 户主之子, 大儿子), or None."""
    word = _SPACES.sub("", unicodedata.normalize("NFKC", text)).strip("。,、/;:")
    if word in RELATION:
        return word
    for form in (word, _ASIDE.sub("", word), _PREFIX.sub("", word)):
        if code := _BY_WORD.get(form):
            return code
    return None


def is_head(code: str | None) -> bool:
    """Whether the relation code is that of the head: 本人 or 户主."""
    return code in HEAD_CODES
