"""Who may do what: roles x actions, one row a permission (domain G.2). What is not listed is not
allowed.

Pure. Where a thing lies (whose village) is a second question, asked in ``app.services``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from app.domain.codes import ROLE
from app.errors import Refused


class Action(StrEnum):
    """What a verb of ``app.services`` asks leave for."""

    HOUSEHOLD_READ = "household:read"
    HOUSEHOLD_WRITE = "household:write"
    NUMBER_REVEAL = "number:reveal"
    BANK_READ = "bank:read"
    BANK_WRITE = "bank:write"
    VISIT_READ = "visit:read"
    VISIT_WRITE = "visit:write"
    CASE_READ = "case:read"
    CASE_WRITE = "case:write"
    CASE_DECIDE = "case:decide"
    CHILD_READ = "child:read"
    CHILD_WRITE = "child:write"
    REPORT_CREATE = "report:create"
    REPORT_READ = "report:read"
    VAGRANT_READ = "vagrant:read"
    VAGRANT_WRITE = "vagrant:write"
    BIOMETRIC_READ = "biometric:read"
    RETURN_READ = "return:read"
    RETURN_WRITE = "return:write"
    REGISTER_READ = "register:read"
    REGISTER_WRITE = "register:write"
    PAYMENT_READ = "payment:read"
    PAYMENT_WRITE = "payment:write"
    PAYMENT_CONFIRM = "payment:confirm"
    FIGURES_READ = "figures:read"
    FIGURES_KEEP = "figures:keep"
    TASK_READ = "task:read"
    TASK_WRITE = "task:write"
    PAPER_PRINT = "paper:print"
    ROSTER_IMPORT = "roster:import"
    RECORDS_EXPORT = "records:export"
    AUDIT_READ = "audit:read"
    AUDIT_VERIFY = "audit:verify"
    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    FORM_CHECK = "form:check"
    FORM_PUBLISH = "form:publish"
    OWN_DESK = "desk:own"


class _Row(NamedTuple):
    """``label`` for people; ``roles``: codes of ROLE."""

    label: str
    roles: str


TABLE: Final[Mapping[Action, _Row]] = {
    Action.HOUSEHOLD_READ: _Row("查看家庭档案", "1 2 3 4 8 9"),
    Action.HOUSEHOLD_WRITE: _Row("登记和修改家庭档案", "2 4"),
    Action.NUMBER_REVEAL: _Row("查看完整的证件号和电话", "1 2 3 4 5 6 7 9"),
    Action.BANK_READ: _Row("查看银行账户", "1 2 3 9"),
    Action.BANK_WRITE: _Row("修改银行账户", "2"),
    Action.VISIT_READ: _Row("查看走访记录", "1 2 3 4 5 6 8 9"),
    Action.VISIT_WRITE: _Row("填写走访记录", "2 4 5 6 8"),
    Action.CASE_READ: _Row("查看救助申请", "1 2 3 4 9"),
    Action.CASE_WRITE: _Row("受理和办理救助申请", "2 4"),
    Action.CASE_DECIDE: _Row("审核确认", "1 3"),
    Action.CHILD_READ: _Row("查看儿童档案", "1 2 3 5 6 9"),
    Action.CHILD_WRITE: _Row("登记和修改儿童档案", "5 6"),
    Action.REPORT_CREATE: _Row("登记强制报告", "1 4 5 6 7"),
    Action.REPORT_READ: _Row("查看强制报告", "1 3 5"),
    Action.VAGRANT_READ: _Row("查看流浪乞讨救助档案", "1 2 3 7 9"),
    Action.VAGRANT_WRITE: _Row("登记流浪乞讨人员", "7"),
    Action.BIOMETRIC_READ: _Row("查看人像、指纹和DNA信息", "1 7"),
    Action.RETURN_READ: _Row("查看返乡人员台账和易流浪走失人员", "1 2 3 4 7 9"),
    Action.RETURN_WRITE: _Row("登记返乡人员台账和易流浪走失人员", "2 4 7"),
    Action.REGISTER_READ: _Row("查看关爱和监测名册", "1 2 3 4 8 9"),
    Action.REGISTER_WRITE: _Row("登记关爱和监测名册", "2 4"),
    Action.PAYMENT_READ: _Row("查看发放名册", "1 2 3 9"),
    Action.PAYMENT_WRITE: _Row("编制发放名册", "1 2"),
    Action.PAYMENT_CONFIRM: _Row("确认发放名册", "1 3"),
    Action.FIGURES_READ: _Row("查看指标和月报", "1 2 3 5 7 9"),
    Action.FIGURES_KEEP: _Row("定稿月报和年度监测", "1 2 3 5 7"),
    Action.TASK_READ: _Row("查看待办", "1 2 3 4 5 6 7 8 9"),
    Action.TASK_WRITE: _Row("登记和办结待办", "1 2 3 4 5 6 7 8"),
    Action.PAPER_PRINT: _Row("打印表格", "1 2 3 4 5 6 7"),
    Action.ROSTER_IMPORT: _Row("导入花名册", "2 4"),
    Action.RECORDS_EXPORT: _Row("导出记录", "1 2 3 4 9"),
    Action.AUDIT_READ: _Row("查看操作记录", "1 3 9"),
    Action.AUDIT_VERIFY: _Row("核验操作记录", "1 2 3 4 5 6 7 8 9"),
    Action.ACCOUNT_READ: _Row("查看使用人员", "1 2 3 4 5 6 7 8 9"),
    Action.ACCOUNT_WRITE: _Row("登记使用人员", "1 2 3"),
    Action.FORM_CHECK: _Row("检查和预演表单", "1 2 3"),
    Action.FORM_PUBLISH: _Row("发布表单", "1"),
    Action.OWN_DESK: _Row("自己的草稿和设置", "1 2 3 4 5 6 7 8 9"),
}
"""Action -> who may. An assistant's household entries are drafts until a clerk takes them up;
bank accounts are the clerk's alone (G.2)."""

_ALLOWED: Final[Mapping[Action, frozenset[str]]] = {
    action: frozenset(row.roles.split()) for action, row in TABLE.items()
}

ACTOR_OF: Final[Mapping[str, str]] = {
    "1": "county",
    "2": "township",
    "3": "township",
    "4": "village",
    "5": "township",
    "6": "village",
    "7": "station",
}
"""ROLE -> as whom somebody acts in a workflow (``workflow.ACTORS``)."""


_OF_REPORTS: Final = frozenset(("mandatory_report", "report_key"))


def may(role: str, action: Action) -> bool:
    """Whether ``role`` (a code of ROLE) may do ``action``; an unknown role may nothing."""
    return role in _ALLOWED.get(action, frozenset())


def sealed_reading(noun: str) -> Action:
    """What the sealed fields (L4) of records called ``noun`` ask: a report's are for who reads
    reports, all others are biometrics."""
    return Action.REPORT_READ if noun in _OF_REPORTS else Action.BIOMETRIC_READ


def require(role: str, action: Action) -> None:
    """Raise ``Refused`` not_permitted unless ``role`` may do ``action``."""
    if not may(role, action):
        who = "、".join(ROLE.label(each) for each in sorted(_ALLOWED.get(action, frozenset())))
        what = TABLE[action].label
        sentence = f"您的岗位不能“{what}”。请交给{who or '有权限的同事'}办理。"
        raise Refused(sentence, code="not_permitted", action=action.value, role=role)
