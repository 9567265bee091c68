"""What authors call sheets, columns and types, in Chinese or in the standard's many spellings."""

from __future__ import annotations

import re
from typing import Final

SHEETS: Final = {
    "survey": "survey", "问卷": "survey", "题目": "survey", "调查": "survey", "表单": "survey",
    "choices": "choices", "选项": "choices", "选项列表": "choices",
    "settings": "settings", "设置": "settings", "表单设置": "settings",
    "external_choices": "external_choices",
}  # fmt: skip

COLUMNS: Final = {
    "survey": {
        "类型": "type", "题型": "type", "command": "type",
        "名称": "name", "题目名": "name", "变量名": "name", "字段名": "name", "tag": "name",
        "value": "name",
        "标签": "label", "题目": "label", "题干": "label", "显示文字": "label", "caption": "label",
        "提示": "hint", "说明": "hint", "详细说明": "guidance_hint",
        "必填": "required", "bind::required": "required",
        "必填提示": "required_message", "requiredmsg": "required_message",
        "显示条件": "relevant", "相关条件": "relevant", "条件": "relevant", "relevance": "relevant",
        "bind::relevant": "relevant",
        "校验": "constraint", "约束": "constraint", "限制条件": "constraint",
        "bind::constraint": "constraint",
        "校验提示": "constraint_message", "约束提示": "constraint_message",
        "constraining_message": "constraint_message", "bind::jr:constraintmsg": "constraint_message",
        "计算": "calculation", "公式": "calculation", "calculate": "calculation",
        "bind::calculate": "calculation",
        "默认值": "default", "默认": "default",
        "只读": "readonly", "read_only": "readonly", "bind::readonly": "readonly",
        "外观": "appearance", "control::appearance": "appearance", "body::appearance": "appearance",
        "选项筛选": "choice_filter", "选项过滤": "choice_filter",
        "重复次数": "repeat_count", "count": "repeat_count", "jr:count": "repeat_count",
        "control::jr:count": "repeat_count", "body::jr:count": "repeat_count",
        "触发": "trigger", "参数": "parameters", "图片": "image", "停用": "disabled",
        "原名": "bind::ruhu:was", "带入": "bind::ruhu:from", "写回": "bind::ruhu:to",
    },
    "choices": {
        "列表名": "list_name", "列表": "list_name", "选项列表": "list_name",
        "list name": "list_name",
        "名称": "name", "选项值": "name", "值": "name", "代码": "name", "value": "name",
        "标签": "label", "选项": "label", "显示文字": "label", "caption": "label", "图片": "image",
    },
    "settings": {
        "表单名称": "form_title", "标题": "form_title", "title": "form_title",
        "set_form_title": "form_title",
        "表单编号": "form_id", "编号": "form_id", "set_form_id": "form_id", "id_string": "form_id",
        "版本": "version", "版本号": "version", "默认语言": "default_language",
        "记录名称": "instance_name", "命名空间": "namespaces",
        "走访类型": "ruhu:visit_kind", "何时填写": "ruhu:note",
        "走访对象": "ruhu:about", "敏感程度": "ruhu:sensitivity",
    },
}  # fmt: skip
"""Other names of columns by sheet -> the canonical one."""

KNOWN: Final = {
    "survey": frozenset(COLUMNS["survey"].values())
    | frozenset("autoplay rows media::image media::audio media::video media::big-image audio video "
                "big-image no_app_error_string save_to".split()),
    "choices": frozenset(COLUMNS["choices"].values()),
    "settings": frozenset(COLUMNS["settings"].values())
    | frozenset("style public_key submission_url auto_send auto_delete allow_choice_duplicates name "
                "clean_text_values omit_instanceid instance_xmlns".split()),
}  # fmt: skip

_TYPES: Final = {
    "文本": "text", "文字": "text", "string": "text", "整数": "integer", "int": "integer",
    "小数": "decimal", "数字": "decimal", "日期": "date", "时间": "time", "日期时间": "dateTime",
    "datetime": "dateTime", "date_time": "dateTime",
    "单选": "select_one", "select1": "select_one", "select_one_from": "select_one",
    "多选": "select_multiple", "select_all_that_apply": "select_multiple",
    "select_all_that_apply_from": "select_multiple", "select_multiple_from": "select_multiple",
    "排序": "rank", "单选文件": "select_one_from_file", "多选文件": "select_multiple_from_file",
    "范围": "range", "滑块": "range", "说明": "note", "备注": "note", "计算": "calculate",
    "确认": "acknowledge", "隐藏": "hidden", "条码": "barcode", "二维码": "barcode",
    "图片": "image", "照片": "image", "拍照": "image", "photo": "image", "签名": "image",
    "附件": "file", "文件": "file", "录音": "audio", "定位": "geopoint", "位置": "geopoint",
    "gps": "geopoint", "location": "geopoint", "视频": "video",
    "开始时间": "start", "结束时间": "end", "填表日期": "today", "填表人": "username",
    "数据表": "csv-external",
    "开始分组": "begin_group", "分组开始": "begin_group", "结束分组": "end_group",
    "分组结束": "end_group", "开始重复": "begin_repeat", "重复开始": "begin_repeat",
    "结束重复": "end_repeat", "重复结束": "end_repeat",
}  # fmt: skip
_PHRASES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), canonical)
    for pattern, canonical in (
        (r"(begin|end)[ _](group|repeat)\b", r"\1_\2"),
        (r"select[ _]one[ _]from[ _]file\b", "select_one_from_file"),
        (r"select[ _]multiple[ _]from[ _]file\b", "select_multiple_from_file"),
        (r"select[ _]one[ _]external\b", "select_one_external"),
        (r"select[ _]one(?:[ _]from)?\b(?![ _]from_file|_)", "select_one"),
        (r"select[ _]multiple(?:[ _]from)?\b(?![ _]from_file|_)", "select_multiple"),
        (r"select[ _]all[ _]that[ _]apply(?:[ _]from)?\b", "select_multiple"),
        (r"date[ _]time\b", "dateTime"),
    )
)
_LANGUAGE_AFTER_ONE_COLON: Final = frozenset(
    ("label", "hint", "guidance_hint", "constraint_message", "required_message")
)
_OTHER_WORDS: Final = {"或其他": "or_other", "or other": "or_other", "or_other": "or_other"}


def sheet_name(written: str) -> str:
    """The canonical name of a sheet, "" for a sheet that is no part of a form."""
    return SHEETS.get(written.strip().casefold(), "")


def column_name(sheet: str, written: str) -> str:
    """The canonical name of a column; one that is not known stays as it is written."""
    header = " ".join(written.replace("：", ":").split())
    known, aliases = KNOWN.get(sheet, frozenset[str]()), COLUMNS.get(sheet, {})
    whole = aliases.get(header.casefold(), _base(header, aliases))
    if whole in known:
        return whole
    base, mark, language = header.partition("::")
    if not mark:
        base, mark, language = header.partition(":")
        if _base(base, aliases) not in _LANGUAGE_AFTER_ONE_COLON:
            return header
    base = _base(base, aliases)
    return f"{base}::{language.strip()}" if mark else base


def _base(written: str, aliases: dict[str, str]) -> str:
    key = written.strip().casefold()
    snake = key.replace(" ", "_")
    return aliases.get(key) or aliases.get(snake, snake)


def type_text(written: str) -> str:
    """The canonical spelling of a type: 单选 yn → select_one yn."""
    text = " ".join(written.split())
    for pattern, canonical in _PHRASES:
        changed, count = re.subn(rf"^(?:{pattern.pattern})", canonical, text, count=1, flags=re.I)
        if count:
            text = changed
            break
    name, _, rest = text.partition(" ")
    name = _TYPES.get(name, _TYPES.get(name.casefold(), name))
    lowered = name.casefold()
    name = lowered if lowered != "datetime" else "dateTime"
    for words, canonical in _OTHER_WORDS.items():
        if rest.endswith(f" {words}"):
            rest = f"{rest.removesuffix(words)}{canonical}"
            break
    return f"{name} {rest}".strip()
