"""What people write over the columns of a roster, and the field that each such label means.

Looks at one label at a time, never at people.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

NOT_READ: Final = "※"
"""Before a label: a column we wrote ourselves for people, which means nothing on the way back."""
LONGEST_LABEL: Final = 30
"""Without what stands in brackets; a sentence is no label."""
LONGEST_CELL: Final = 200


class Words(NamedTuple):
    """``label`` for people; ``exact`` words; ``pattern`` for the rest; ``never`` excludes."""

    label: str
    exact: str
    pattern: str = r"(?!)"
    never: str = r"(?!)"


OTHERS: Final = r"监护|代领|代理|委托|配偶|父亲|母亲|赡养|抚养|残疾|帮扶|干部|经办|机主"
FIELDS: Final[Mapping[str, Words]] = {
    "refused_sheet": Words("原表", "原表"),
    "refused_row": Words("原行号", "原行号"),
    "refused_household": Words("原户", "原户"),
    "refused_reason": Words("不能导入的原因", "不能导入的原因"),
    "seq": Words("序号", "序号 户序 户序号 NO 编号 №"),
    "head_id": Words(
        "户主证件号",
        "户主证件号 户主身份证号",
        r"(?:户主|申请人|持证人).*(?:身份证|证件号|身份号|证号)",
        OTHERS,
    ),
    "id_no": Words(
        "证件号",
        "身份证 身份证号 身份证号码 公民身份号码 公民身份证号码 居民身份证号码 证件号 证件号码",
        r"身份证|身份号码|身份证件|证件号",
        OTHERS + r"|类型|种类|有效|领款|开户|户主|申请人|持证人|是否|复印",
    ),
    "relation": Words(
        "与户主关系",
        "与户主关系 关系 与申请人关系 家庭关系 称谓",
        r"^(?:与|同|和)?(?:户主|申请人|本人|家庭|成员|家庭成员|家庭成员与户主|与户主之?间?的?)"
        r"(?:的|之)?关系$",
        OTHERS,
    ),
    "holder": Words(
        "户名",
        "户名 账户名 账户姓名 开户名 开户人 持卡人",
        r"(?:开户|账户|帐户|账号|帐号|领款|持卡).{0,2}(?:人|户名|姓名|名称)$",
    ),
    "head_name": Words(
        "户主姓名",
        "户主 户主姓名 户主名 申请人 申请人姓名 持证人 持证人姓名",
        r"^(?:家庭|低保|低保户|保障|救助|低保家庭)?(?:户主|申请人|持证人)(?:的)?(?:姓名|名字|名)?$",
        OTHERS,
    ),
    "name": Words(
        "姓名",
        "姓名 成员姓名 家庭成员姓名 成员 家庭成员 保障对象姓名 保障对象 救助对象 低保对象 人员姓名",
        r"^(?:共同生活的?|享受|低保|救助|保障|农村低保|城市低保|受助|困难)?(?:家庭)?"
        r"(?:成员|人员|对象|人口|人)?(?:姓名|名字|名单)$",
        OTHERS + r"|户主|申请人",
    ),
    "village": Words(
        "村（社区）",
        "村 社区 村居 村社区 行政村 所在村 村名 村组 村社 所在村组 所在村社 所属村 所在村居 居委会"
        " 村委会 居住村 村别 村(社区) 村(居) 村(居)委会 村(居)名称 村委会名称 村级 社区名称",
        r"^(?:所在|所属|户籍|户籍所在|居住|现住)?(?:行政)?"
        r"(?:村|社区|居委会|村委会|村居|村民委员会|居民委员会|村社区|村或社区|村、社区|村/社区)"
        r"(?:名|名称|别|组|社|小组|居委会|委会|居|及组|和组|、组|/组)?$",
    ),
    "township": Words(
        "乡镇（街道）",
        "乡镇 镇街 街镇 乡镇街道 镇 街道 乡 镇乡 所在乡镇 所属乡镇 乡镇名称 所在镇街",
        r"^(?:所在|所属|户籍)?(?:乡镇|镇乡|镇街|街镇|乡、?镇、?街道|镇、?乡|镇、?街道?)(?:名称|街道)?$",
    ),
    "group": Words(
        "组别",
        "组 组别 社 社别 小组 村民小组 村民组 所在组 组号 组名 所属组 居民小组 组(社) 队",
        r"^(?:所在|所属)?(?:村民|居民)?(?:小组|组|社)(?:别|名|号|名称)?$",
    ),
    "address": Words(
        "家庭住址", "家庭住址 住址 地址 家庭地址 居住地址 户籍地址 详细地址 现住址 户籍地 居住地"
    ),
    "sex": Words("性别", "性别"),
    "birth_date": Words(
        "出生日期", "出生日期 出生年月 出生年月日 出生时间 生日", r"^出生.{0,4}(?:日|月|时间)$"
    ),
    "age": Words("年龄", "年龄 周岁"),
    "nation": Words("民族", "民族"),
    "household_size": Words(
        "家庭人口",
        "家庭人口 家庭人数 人口 人口数 家庭总人口 户人口 家庭人口数 家庭成员数 人数 总人口 在册人口",
    ),
    "protected_count": Words(
        "保障人口",
        "保障人口 保障人数 享受人数 享受人口 低保人口 低保人数 救助人数 救助人口 纳入人数 保障人口数",
        r"^(?:保障|享受|低保|救助|纳入)(?:低保|保障|的)?(?:人口|人数)(?:数)?$",
    ),
    "hardship": Words(
        "致困原因", "致困原因 致贫原因 困难原因 主要致困原因 贫困原因 致困主要原因 主要致贫原因"
    ),
    "amount": Words(
        "月保障金额",
        "月保障金额 保障金额 月保障金 保障金 月补助金额 补助金额 月救助金额 救助金额 月低保金"
        " 低保金 低保金额 户月保障金额 月发放金额 发放金额 月补差 月补差金额 补差金额 享受金额"
        " 月享受金额 家庭月保障金额 户保障金额 金额",
        r"(?:保障金|补助金|救助金|低保金|补差|发放金|享受金|领取金|保障资金|补助资金|供养金)"
        r"(?:额|额度|合计)?$|(?:月|户|应|实)(?:发|领|补|拨付)?(?:金额|额)$",
        r"人均|年|分类|累计|收入|上月|物价|临时|扣|标准|取暖|/人|每人|增|减|差额|补发",
    ),
    "start": Words(
        "起始年月",
        "起始年月 起始月 起始时间 起始月份 开始时间 享受时间 享受起始时间 纳入时间 享受年月 起始日期"
        " 享受低保时间 纳入低保时间 起保时间 开始享受时间 批准时间 审批时间 保障起始月 纳入年月",
        r"(?:起始|开始|起保|始保|起领|起享|起发|纳入|享受|进入|批准|审批|生效|执行|核准|确认)"
        r"[^止末截终]{0,6}(?:年月|月份|月|时间|日期|年月日)$",
        r"结束|终止|截止|到期|退出|停|起止|核查|复核|公示|出生|入户|末次",
    ),
    "account": Words(
        "银行账号",
        "银行账号 账号 帐号 卡号 一卡通账号 一卡通号 一卡通卡号 银行卡号 存折账号 银行帐号 社保卡号"
        " 社保卡账号 一卡通 惠农一卡通 账户 银行账户 开户账号 存折号 发放账号",
        r"账号|帐号|卡号|账户号|帐户号|存折|一卡通|(?:银行|发放|收款|打卡|领款)(?:账户|帐户|卡)$",
        OTHERS + r"|户名|姓名|名称|类型|手机|社保卡状态|开户行|开户银行$|是否|保障卡$",
    ),
    "bank": Words(
        "开户行",
        "开户行 开户银行 银行 银行名称 开户网点 发放银行 开户行名称 开户机构 金融机构 代发银行",
        r"(?:开户|发放|代发|收款).{0,2}(?:银行|行|网点|机构|金融机构)(?:名称)?$|^金融机构.{0,2}$",
    ),
    "phone": Words(
        "联系电话",
        "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 联系手机 移动电话 本人电话",
        r"电话|手机|联系方式",
        OTHERS + r"|监督|举报|单位|是否",
    ),
    "note": Words("备注", "备注 备考 附注 说明 备注说明 其他说明"),
}
"""Field -> its words. The order matters only where two patterns fit one label."""

KNOWS_A_PERSON: Final = frozenset(("name", "head_name", "id_no"))
"""A header without one of these is not that of a roster."""

_BRACKETS: Final = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]")
_NOISE: Final = re.compile(r"[\s\u200b-\u200f\ufeff*★☆:;,。_“”\"']+")
_TALLY: Final = re.compile(r"^(?:\d+[.、]|[(]?[一二三四五六七八九十]+[)、])")
_NOT_A_MONTHS_SUM: Final = re.compile(r"年|/人|每人|人均|万")


@lru_cache(maxsize=4096)
def field_of(label: str) -> tuple[str, int]:
    """The field a label means and how surely (3 exact, 2 exact but for brackets, 1 by pattern)."""
    whole = _TALLY.sub("", tidy_label(label))
    if not whole or len(whole) > LONGEST_CELL or whole.startswith(NOT_READ):
        return "", 0
    bare = _BRACKETS.sub("", whole)
    if len(bare) > LONGEST_LABEL:
        return "", 0
    for strength, form in ((3, whole), (2, bare)):
        if (field := _EXACT.get(form.upper())) and not _per_head_or_year(field, whole):
            return field, strength
    for field, words in FIELDS.items():
        if re.search(words.pattern, bare) and not re.search(words.never, whole):
            return ("", 0) if _per_head_or_year(field, whole) else (field, 1)
    return "", 0


def tidy_label(label: str) -> str:
    """``label`` half-width, without spaces and decoration."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", label))


def _per_head_or_year(field: str, label: str) -> bool:
    return field == "amount" and bool(_NOT_A_MONTHS_SUM.search(label.replace("元/年月", "")))


_EXACT: Final[Mapping[str, str]] = {
    word.upper(): field for field, words in FIELDS.items() for word in words.exact.split()
}
