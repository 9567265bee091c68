"""What a new version of a form changes, classed by what it does to answers that exist.

Answers are carried over by path, then by the column ``bind::ruhu:was`` (an old name or path).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.errors import Refused
from app.forms.checking.reading_forms import (
    asked,
    choices_of,
    defaults,
    looks,
    pictures,
    repeats_of,
    rules,
    words,
)
from app.forms.structure import Element, FormDefinition
from app.forms.succession import WAS, origins

TEXT_ONLY, LOGIC_ONLY, ADDITIVE, NEEDS_WAS, LOSSY = (
    "text_only", "logic_only", "additive", "needs_was", "lossy",
)  # fmt: skip
CLASSES: Final = {
    TEXT_ONLY: "只改了文字",
    LOGIC_ONLY: "只改了逻辑",
    ADDITIVE: "有新增",
    NEEDS_WAS: "改名或移动，须写明原名",
    LOSSY: "会丢失答案",
}
"""Class -> its Chinese name, the mildest first."""
_WIDER: Final = frozenset({("int", "decimal"), ("date", "dateTime"), ("select1", "select")})
"""Changes of type that keep every answer; to plain text all of them do."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change; ``name`` is the question's name in the new version, of a removed one the old."""

    kind: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Difference:
    """All changes, the gravest first."""

    changes: tuple[Change, ...]

    @property
    def kind(self) -> str:
        """The gravest class; "" when nothing changed."""
        return self.changes[0].kind if self.changes else ""

    @property
    def needs_confirmation(self) -> bool:
        """Whether the author must say that this is meant."""
        return self.kind in (NEEDS_WAS, LOSSY)


@dataclass
class _Comparing:
    old: FormDefinition
    new: FormDefinition
    pairs: dict[str, str] = field(default_factory=dict[str, str])
    """Path in the old version -> path in the new one."""
    changes: list[Change] = field(default_factory=list[Change])

    def say(self, kind: str, name: str, sentence: str) -> None:
        self.changes.append(Change(kind, name, sentence))


def difference(old: FormDefinition, new: FormDefinition) -> Difference:
    """What ``new`` changes. Raises ``Refused`` form_other when they are not the same form."""
    if old.form_id != new.form_id:
        raise Refused(
            f"两张表单的编号不同（{old.form_id[:64]}、{new.form_id[:64]}），不是同一张表。"
            "请选择同一张表的已发布版本。",
            code="form_other",
        )
    comparing = _Comparing(old, new)
    before, after = _nodes(old), _nodes(new)
    _pair(comparing, before, after)
    _compare_all(comparing, before, after)
    _report_gone(comparing, before, after)
    _report_added(comparing, after)
    if old.title != new.title:
        comparing.say(TEXT_ONLY, "", f"表单名称改为“{new.title[:60]}”。")
    if defaults(old, "") != defaults(new, ""):
        comparing.say(LOGIC_ONLY, "", "打开表单时自动填写的内容有变化。")
    order = list(CLASSES)
    changes = dict.fromkeys(comparing.changes)
    return Difference(tuple(sorted(changes, key=lambda one: -order.index(one.kind))))


def _nodes(form: FormDefinition) -> dict[str, Element]:
    """Everything but the root and the form's own bookkeeping, by path below the root."""
    return {
        "/".join(names[1:]): element
        for names, element in form.elements.items()
        if len(names) > 1 and names[1] != "meta"
    }


def _pair(
    comparing: _Comparing, before: Mapping[str, Element], after: Mapping[str, Element]
) -> None:
    """What takes whose place when answers are carried over; then what would, were it not for its
    kind or its rows: that is lossy, and told as such."""
    for new, old in origins(comparing.old, comparing.new).items():
        source, path = "/".join(old[1:]), "/".join(new[1:])
        if source in before and path in after:
            comparing.pairs[source] = path
    by_name = {element.name: path for path, element in before.items()}
    taken = set(comparing.pairs.values())
    for path, element in after.items():
        if path in taken:
            continue
        was = element.bind.extra.get(WAS, "").strip().strip("/").removeprefix("data/")
        source = was if was in before else by_name.get(was, path)
        if source in before and source not in comparing.pairs:
            comparing.pairs[source] = path


def _compare_all(
    comparing: _Comparing, before: Mapping[str, Element], after: Mapping[str, Element]
) -> None:
    for old_path, new_path in comparing.pairs.items():
        old, new = before[old_path], after[new_path]
        if old_path != new_path:
            comparing.say(LOGIC_ONLY, new.name, f"由“{old_path}”改名或移来，答案按原名带过来。")
        _compare_type(comparing, old, new)
        _compare_choices(comparing, old, new)
        _compare_logic(comparing, old, new)
        if words(comparing.old, old) != words(comparing.new, new):
            comparing.say(TEXT_ONLY, new.name, "文字有变化。")
        if looks(old) != looks(new):
            comparing.say(TEXT_ONLY, new.name, "外观有变化。")
        if pictures(comparing.old, old) != pictures(comparing.new, new):
            comparing.say(TEXT_ONLY, new.name, "旁边的图片或声音有变化。")


def _compare_type(comparing: _Comparing, old: Element, new: Element) -> None:
    if (old.kind == "repeat") != (new.kind == "repeat") or len(
        repeats_of(comparing.old, old)
    ) != len(repeats_of(comparing.new, new)):
        comparing.say(
            LOSSY,
            new.name,
            "在重复组的内外有变化，各行的答案带不过来。请保留原来的结构，或确认不要了。",
        )
        return
    if not asked(old) or old.kind != "question":
        return
    was, now = asked(old), asked(new)
    if was == now:
        return
    kept = now == ("input", "string") or any(pair in _WIDER for pair in zip(was, now, strict=False))
    if kept:
        comparing.say(LOGIC_ONLY, new.name, "题型放宽了，原来的答案都还有效。")
    else:
        sentence = "题型变了，不合新题型的答案会丢失。请另起一题，或确认不要了。"
        comparing.say(LOSSY, new.name, sentence)


def _compare_choices(comparing: _Comparing, old: Element, new: Element) -> None:
    before, after = choices_of(comparing.old, old), choices_of(comparing.new, new)
    if before is None or after is None:
        return
    if gone := [value for value in before if value not in after]:
        comparing.say(
            LOSSY,
            new.name,
            f"去掉了选项 {'、'.join(gone[:8])}，选过的答案会清除。请保留这些选项，或确认不要了。",
        )
    if added := [value for value in after if value not in before]:
        comparing.say(ADDITIVE, new.name, f"新增选项 {'、'.join(added[:8])}。")
    shared = [value for value in before if value in after]
    if any(before[value].words != after[value].words for value in shared):
        comparing.say(TEXT_ONLY, new.name, "选项的文字有变化。")
    if any(before[value].columns != after[value].columns for value in shared):
        comparing.say(LOGIC_ONLY, new.name, "选项的筛选条件有变化。")


def _compare_logic(comparing: _Comparing, old: Element, new: Element) -> None:
    before, after = rules(old), rules(new)
    changed = [name for name in after if before[name] != after[name]]
    if "必填" in changed and after["必填"] not in ("", "false()"):
        comparing.say(LOGIC_ONLY, new.name, "变为必填，没有填的草稿要补填。")
        changed.remove("必填")
    if changed:
        comparing.say(LOGIC_ONLY, new.name, f"{'、'.join(changed)}有变化。")
    paths = ("/".join(old.names[1:]), "/".join(new.names[1:]))
    if defaults(comparing.old, paths[0]) != defaults(comparing.new, paths[1]):
        comparing.say(LOGIC_ONLY, new.name, "默认值或自动填写有变化。")


def _report_gone(
    comparing: _Comparing, before: Mapping[str, Element], after: Mapping[str, Element]
) -> None:
    taken = set(comparing.pairs.values())
    free = {path: one for path, one in after.items() if path not in taken and asked(one)}
    for path, old in before.items():
        if path in comparing.pairs or old.kind != "question":
            continue
        if not asked(old):
            comparing.say(LOGIC_ONLY, old.name, "这一项说明或计算去掉了，没有答案会丢失。")
            continue
        found = next(_candidates(comparing, old, free), "")
        if found:
            new = free.pop(found)
            taken.add(found)
            comparing.say(
                NEEDS_WAS,
                new.name,
                f"像是由“{path}”改名或移来的。是的话，请在 bind::ruhu:was 列写 {path}，答案才会带过来；"
                "不是的话，请确认原来的题不要了。",
            )
        else:
            sentence = "这一题去掉了，它的答案不会带到新版本。请保留这一题，或确认不要了。"
            comparing.say(LOSSY, old.name, sentence)


def _candidates(comparing: _Comparing, old: Element, free: Mapping[str, Element]) -> Iterator[str]:
    """Where a question that is gone may have gone to: its own name, its own words, its own place."""
    alike = {path: one for path, one in free.items() if asked(one) == asked(old)}
    yield from (path for path, one in alike.items() if one.name == old.name)
    said = words(comparing.old, old)
    yield from (
        path
        for path, one in alike.items()
        if any(any(text) for _, text in said) and words(comparing.new, one) == said
    )


def _report_added(comparing: _Comparing, after: Mapping[str, Element]) -> None:
    told = set(comparing.pairs.values())
    maybe = {one.name for one in comparing.changes if one.kind == NEEDS_WAS}
    for path, new in after.items():
        if path in told or new.name in maybe:
            continue
        what = {"group": "分组", "repeat": "重复组"}.get(new.kind, "题目")
        comparing.say(ADDITIVE, new.name, f"新增{what}“{new.name}”。")
