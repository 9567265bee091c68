"""What became of a sync, in words that end in a next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.sync.client.run import End
from app.sync.laptop.link import LinkState, Synced
from app.sync.laptop.published import Forms
from app.ui.status_bar import moment_in_words

AWAY: Final = frozenset(("line_away", "line_cut", "county_not_trusted"))


@dataclass(frozen=True)
class Told:
    """A sentence and its tone: error, warn, ok or info. ``short``: for the line at the bottom."""

    sentence: str
    tone: str
    short: str = ""


NEVER: Final = Told("还没有同步过。", "info")
RUNNING: Final = Told("正在同步，可以照常工作。", "info")
ENDS: Final[Mapping[str, Told]] = {
    End.LEVEL: Told("与县里一致，没有要送的，也没有要收的。", "ok"),
    End.MORE: Told("这一次送了、收了一部分，马上接着来。", "info"),
    End.BUSY: Told("县里的服务器正忙，过一会儿会自动再同步。", "warn", "县里正忙"),
    End.FROZEN: Told(
        "县里发现有两台电脑用同一个身份，这台电脑要重新登记。请向县民政局要一张登记票据。",
        "error",
        "要重新登记",
    ),
    End.TOO_OLD: Told(
        "本程序的版本太旧，县里不再接受。请升级后再同步；保存和导出照常可用。", "error", "要升级"
    ),
    End.READ_ONLY: Told(
        "新的内容已经收到，但本程序的版本太旧，不能送出。请升级后再同步；内容都在本机。",
        "warn",
        "要升级",
    ),
    End.STUCK: Told(
        "县里缺少本机已经送过的内容。请与县里的系统管理员联系；内容都在本机。",
        "error",
        "请联系县里",
    ),
    "line_away": Told(
        "现在连不上县里的服务器，内容都在本机。有网络时会自动再试，也可以用U盘带去。",
        "warn",
        "没有网络",
    ),
    "line_cut": Told("上一次没有同步完就关了程序，内容都在本机，会接着同步。", "info"),
    "must_enrol": Told(
        "这份数据是从备份恢复的，在县里要重新登记。请向县民政局要一张登记票据。",
        "error",
        "要重新登记",
    ),
    "revoked": Told(
        "县里已经停用这台电脑，不再收送内容。请与县民政局联系。", "error", "已被县里停用"
    ),
}
"""An ``End``, or the code of a trouble."""
LEASE: Final = timedelta(days=30)
"""So long without the county, then a word about it (E6); nothing is ever blocked."""
_LEVEL: Final = "与县里一致。"
OTHER: Final = Told("上一次没有同步成，内容都在本机，会自动再试。", "warn", "没有同步成")


def of_end(end: str) -> Told:
    """How the last try went."""
    return ENDS.get(end, OTHER) if end else NEVER


def of_synced(found: Synced) -> Told:
    """How the one went that has just ended; files that could not be moved are not passed over."""
    told = ENDS[found.ending.end]
    if found.forms is not None and told.tone in ("ok", "info"):
        told = _with_forms(told, found.forms)
    if found.files is not None and found.files.left and told.tone == "ok":
        return Told(
            f"档案与县里一致；还有 {found.files.left} 个附件没有送完或收完，会自动再试。", "warn"
        )
    if found.forms is not None and found.forms.calendars and told.tone == "ok":
        years = "、".join(found.forms.calendars)
        return Told(f"与县里一致。收到了{years}的节假日表，期限已经按它计算。", "ok")
    if found.forms is not None and found.forms.packs and told.tone == "ok":
        return Told("与县里一致。收到了新的政策参数，下次打开程序时按它的执行日期换上。", "ok")
    return told


def of_forms(forms: Forms) -> str:
    """What became of published forms, in a sentence or none."""
    told = f"收到新表单：{'、'.join(forms.came)}，新的走访就用新版。" if forms.came else ""
    if forms.sent:
        told += f"发布的 {forms.sent} 张表单已送到县里。"
    if forms.left:
        told += f"有 {len(forms.left)} 份内容没有采用，原因见“同步情况”。"
    return told


def _with_forms(told: Told, forms: Forms) -> Told:
    if forms == Forms():
        return told
    said = _LEVEL if told is ENDS[End.LEVEL] else told.sentence
    return Told(said + of_forms(forms), "warn" if forms.left else told.tone, told.short)


def since(state: LinkState, now: datetime) -> str:
    """When it was last level with the county."""
    return moment_in_words(state.last_level, now) if state.last_level else "还没有"


def long_away(state: LinkState, now: datetime) -> Told | None:
    """E6: an enrolled laptop that has not met its county for longer than ``LEASE``, or never did."""
    met = state.last_level or state.joined
    if state.member is None or met is None or now - met <= LEASE:
        return None
    days = (now - met).days
    never = "" if state.last_level else "登记以后"
    return Told(
        f"{never}已经 {days} 天没有与县里同步。照常可以填写和保存，内容都在本机；可是别人改的、县里新发的、"
        "要交接的都到不了这里。请尽快联网，或用U盘带去同步一次。",
        "warn",
        f"{days}天没有同步",
    )
