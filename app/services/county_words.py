"""What the county's answers mean, in words: why it refused, what a field group is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, str]] = {
    "out_of_scope": "这份档案不在您负责的村（社区）里。请与民政办核对。",
    "target_missing": "它指向的档案县里没有。请先把那份档案补齐，再重新填写这一项。",
    "target_out_of_scope": "它指向的档案不在您负责的村（社区）里。请与民政办核对。",
    "record_missing": "县里没有这份档案，可能已经清除。需要时请重新登记。",
    "record_locked": "这份档案已经审批，不能再改。需要更正请与民政办联系。",
    "role_may_not": "您的岗位不能做这项改动。请交给有权限的同事办理。",
    "field_not_yours": "您的岗位不能改这一项。请交给有权限的同事办理。",
    "step_not_yours": "这一步要由别的岗位办理。请交给有权限的同事。",
    "field_unreadable": "有一项的写法县里不接受。请打开档案核对后重新填写。",
    "noun_unknown": "县里的程序还不认识这类档案。请等县里升级后重新填写。",
    "erased": "这份档案已按规定清除，不再保存。请不要再登记。",
    "id_taken": "县里已有同一编号的档案。请打开档案核对后重新填写。",
    "id_malformed": "编号不合规定。请重新登记这一份。",
}
"""Code of a refusal -> a sentence that ends in a next step."""

OTHER_REASON: Final = "县里没有接受这项改动。请打开档案核对，或与民政办联系。"

MOVED: Final = "已经转到别的村（社区），不再归您负责，本机不再保存。需要时请与民政办联系。"
GAINED: Final = "现在也归您负责，那里的档案会随同步来到本机。请核对。"
LOST: Final = "不再归您负责，那里的档案已从本机移走；没有上传完的改动仍会送到县里。请知悉。"
RECOVERED: Final = (
    "县里的两名管理人员按申请重新打开了这个保险柜，您设了新密码，密钥也换过了，县里和本机都有记录。"
    "如果不是您本人办的，请马上告诉县民政局。"
)


def reason(code: str) -> str:
    """Why the county refused."""
    return REASONS.get(code, OTHER_REASON)
