"""Code lists of the light registers: elders, subsidies, women left behind, monitored households."""

from __future__ import annotations

from app.domain.codes import CodeList

REGISTER_STATE = CodeList(
    "REGISTER_STATE",
    "在册状态",
    "本系统",
    {
        "1": "在册",
        "2": "已退出",
    },
)

ELDER_KIND = CodeList(
    "ELDER_KIND",
    "特殊困难老年人类别",
    "民发〔2022〕73号",
    {
        "1": "独居",
        "2": "空巢",
        "3": "农村留守",
        "4": "失能",
        "5": "重残",
        "6": "计划生育特殊家庭",
        "7": "高龄（80岁以上）",
        "8": "特困分散供养",
    },
)

SUBSIDY_KIND = CodeList(
    "SUBSIDY_KIND",
    "补贴种类",
    "渝民发〔2024〕10号",
    {
        "1": "困难残疾人生活补贴",
        "2": "重度残疾人护理补贴",
    },
)

SUBSIDY_STATE = CodeList(
    "SUBSIDY_STATE",
    "补贴状态",
    "全国残疾人两项补贴信息系统",
    {
        "1": "在享",
        "2": "暂停",
        "3": "退出",
    },
)

SUBSIDY_END = CodeList(
    "SUBSIDY_END",
    "停发原因",
    "本系统",
    {
        "1": "死亡",
        "2": "残疾证到期",
        "3": "等级变化",
        "4": "退出低保",
        "5": "户籍迁出",
        "6": "转享其他待遇",
        "99": "其他",
    },
)

MONITOR_ITEM = CodeList(
    "MONITOR_ITEM",
    "监测预警事项",
    "防返贫监测",
    {
        "1": "医疗",
        "2": "教育",
        "3": "意外",
        "4": "收入骤降",
        "5": "子女失学",
        "6": "住房",
        "7": "饮水",
        "99": "其他",
    },
)

MONITOR_END = CodeList(
    "MONITOR_END",
    "退出监测原因",
    "防返贫监测",
    {
        "1": "风险消除",
        "2": "整户迁出",
        "3": "整户死亡",
        "4": "纳入低保或特困",
        "99": "其他",
    },
)

WOMAN_NEED = CodeList(
    "WOMAN_NEED",
    "留守妇女困难",
    "农村三留守关爱服务",
    {
        "1": "劳动力不足",
        "2": "子女照料",
        "3": "老人赡养",
        "4": "就业增收",
        "5": "健康",
        "6": "心理",
        "7": "权益",
        "99": "其他",
    },
)

REARRANGEMENT = CodeList(
    "REARRANGEMENT",
    "档案变动",
    "本系统",
    {
        "1": "分户",
        "2": "并户",
        "3": "迁村",
        "4": "更换户主",
        "5": "归并人员",
    },
)

RELIEF_KIND = CodeList(
    "RELIEF_KIND",
    "临时救助类型",
    "国发〔2014〕47号",
    {
        "1": "急难型",
        "2": "支出型",
    },
)

RELIEF_OBJECT = CodeList(
    "RELIEF_OBJECT",
    "救助对象",
    "国发〔2014〕47号",
    {
        "1": "家庭",
        "2": "个人",
    },
)

RELIEF_CAUSE = CodeList(
    "RELIEF_CAUSE",
    "困难原因",
    "国发〔2014〕47号、民发〔2018〕23号",
    {
        "1": "火灾",
        "2": "交通事故",
        "3": "溺水",
        "4": "人身伤害",
        "5": "突发重大疾病",
        "6": "自然灾害后",
        "7": "突发公共事件",
        "8": "教育支出",
        "9": "医疗支出",
        "10": "失业断收",
        "11": "流浪或无着",
        "99": "其他",
    },
)

RESIDENCE = CodeList(
    "RESIDENCE",
    "身份",
    "国发〔2014〕47号",
    {
        "1": "本地户籍",
        "2": "持居住证",
        "3": "非本地户籍",
    },
)

AID_FORM = CodeList(
    "AID_FORM",
    "救助方式",
    "国发〔2014〕47号",
    {
        "1": "发放救助金",
        "2": "发放实物",
        "3": "提供转介服务",
    },
)

APPROVE_LEVEL = CodeList(
    "APPROVE_LEVEL",
    "审批层级",
    "渝民发〔2017〕60号",
    {
        "1": "乡镇（街道）",
        "2": "县民政局",
        "3": "一事一议",
    },
)

PAY_WAY = CodeList(
    "PAY_WAY",
    "发放方式",
    "本系统",
    {
        "1": "一卡通或打卡",
        "2": "现金",
        "3": "实物签收",
    },
)

FIRST_PAY_SOURCE = CodeList(
    "FIRST_PAY_SOURCE",
    "先行救助来源",
    "本系统",
    {
        "1": "备用金",
        "2": "临时救助资金",
    },
)

FUND_DIRECTION = CodeList(
    "FUND_DIRECTION",
    "收支",
    "本系统",
    {
        "1": "拨入",
        "2": "支出",
        "3": "退回",
    },
)
