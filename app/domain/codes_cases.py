"""Code lists of how a case is led: notice, meeting, review, 特困, authorisation (domain B.9 to B.16)."""

from __future__ import annotations

from app.domain.codes import CodeList

_OURS = "本系统"

NOTICE_PLACE = CodeList(
    "NOTICE_PLACE",
    "公示地点",
    _OURS,
    {"1": "村务公开栏", "2": "社区公开栏", "3": "乡镇（街道）大厅", "4": "政府网站"},
)
REVIEW_RESULT = CodeList(
    "REVIEW_RESULT",
    "核查结果",
    "民发〔2021〕57号第三十条",
    {
        "1": "不变",
        "2": "增发",
        "3": "减发",
        "4": "停发",
        "5": "转特困",
        "6": "转低保边缘",
        "7": "渐退",
    },
)
NO_LABOR_BASIS = CodeList(
    "NO_LABOR_BASIS",
    "无劳动能力依据",
    "民发〔2021〕43号第五条",
    {
        "1": "60周岁以上",
        "2": "未满16周岁",
        "3": "一、二、三级智力、精神残疾",
        "4": "一、二级肢体残疾",
        "5": "一级视力残疾",
        "6": "省级其他规定",
    },
)
NO_OBLIGOR_BASIS = CodeList(
    "NO_OBLIGOR_BASIS",
    "义务人情况",
    "民发〔2021〕43号第八条",
    {
        "0": "无法定义务人",
        "1": "义务人是特困人员",
        "2": "义务人是60周岁以上低保对象",
        "3": "义务人70周岁以上且收入财产符合",
        "4": "义务人重残且收入财产符合",
        "5": "义务人无民事行为能力、失踪或服刑",
        "6": "省级其他规定",
    },
)
SELF_CARE_ITEM = CodeList(
    "SELF_CARE_ITEM",
    "不能自主完成的项目",
    "民发〔2021〕43号",
    {
        "1": "自主吃饭",
        "2": "自主穿衣",
        "3": "自主上下床",
        "4": "自主如厕",
        "5": "室内自主行走",
        "6": "自主洗澡",
    },
)
MEETING_ROLE = CodeList(
    "MEETING_ROLE",
    "参会人身份",
    "本系统",
    {
        "1": "乡镇（街道）干部",
        "2": "村（居）干部",
        "3": "村（居）民代表",
        "4": "党员代表",
        "5": "其他",
    },
)
CARE_HALF_REASON = CodeList(
    "CARE_HALF_REASON",
    "按半护理执行的理由",
    "重庆市特困照料护理标准通知（2020年）",
    {"1": "一二级重度残疾", "2": "因病卧床6个月以上", "3": "未满16周岁"},
)
CAREGIVER_RELATION = CodeList(
    "CAREGIVER_RELATION",
    "照料人身份",
    _OURS,
    {"1": "亲属", "2": "邻居", "3": "村干部", "4": "护理机构", "5": "其他"},
)
CARE_PAYEE = CodeList(
    "CARE_PAYEE", "照料护理费支付对象", _OURS, {"1": "照料人", "2": "机构", "3": "本人"}
)
AUTHORISATION_WAY = CodeList(
    "AUTHORISATION_WAY",
    "授权方式",
    _OURS,
    {"1": "纸质签名", "2": "电子授权（渝悦）", "3": "远程视频", "4": "监护人代签", "5": "按手印"},
)
