"""The leaves around a visit's form: who came when and whom they met; photos and signatures. No Qt.

Their answers are kept by path beside the form's; ``visitors_of``, ``photos_of`` and
``signatures_of`` read what the visit's record wants out of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.domain import codes
from app.forms.states import Choice, NodeState
from app.ui.visits.sheet import Asked, Leaf, Values

STARTED: Final = "@started_at"
MET: Final = "@met"
RESPONDENT: Final = "@respondent"
RESPONDENT_RELATION: Final = "@respondent_relation"
PHOTOS: Final = "@photos"
MOST_VISITORS: Final = 4

_ORDINALS: Final = "一二三四"
_SIGNERS: Final[tuple[tuple[str, str, Callable[[Values], str]], ...]] = (
    ("visitor1", "走访人（一）", lambda values: values.get(visitor(1), "")),
    ("visitor2", "走访人（二）", lambda values: values.get(visitor(2), "")),
    ("respondent", "受访人", lambda values: values.get(RESPONDENT, "")),
    ("witness", "村（居）见证人", lambda _values: ""),
)


def visitor(number: int) -> str:
    """The path of a visitor's name; the first is 1."""
    return f"@visitor/{number}"


def signature(role: str) -> str:
    """The path of a signature."""
    return f"@signature/{role}"


def leaves(least_visitors: int, staff: Iterable[str]) -> tuple[Leaf, ...]:
    """The leaves of a visit. ``staff``: names offered while a visitor's is typed."""
    offered = tuple(Choice(name, name) for name in staff)
    front = (
        *(_visitor(number, least_visitors, offered) for number in range(1, MOST_VISITORS + 1)),
        Asked(_state(STARTED, "走访时间", type="dateTime", is_required=True)),
        Asked(
            _state(MET, "是否见到本人", "select1", choices=_choices(codes.MET), is_required=True)
        ),
        Asked(_state(RESPONDENT, "受访人", hint="谁在回答；就是本人也请写上姓名")),
        Asked(
            _state(
                RESPONDENT_RELATION,
                "受访人与户主的关系",
                "select1",
                choices=_choices(codes.RELATION),
            ),
            lambda values: bool(values.get(RESPONDENT)),
        ),
    )
    behind = (
        Asked(_state(PHOTOS, "现场照片", "upload", mediatype="image/*")),
        *(
            Asked(
                _state(
                    signature(role), name, "upload", appearance="signature w6", mediatype="image/*"
                )
            )
            for role, name, _ in _SIGNERS
        ),
    )
    return (
        Leaf("@visit", "走访情况", front),
        Leaf("@evidence", "照片和签名", behind, is_behind=True),
    )


def visitors_of(values: Values, user_ids: Mapping[str, str]) -> list[dict[str, str]]:
    """The visitors as the visit's record keeps them; ``user_ids`` by name of those who have one."""
    names = [values.get(visitor(number), "") for number in range(1, MOST_VISITORS + 1)]
    return [{"name": name, "user_id": user_ids.get(name, "")} for name in names if name]


def photos_of(values: Values) -> list[str]:
    """The sha256 of the photos, in order."""
    return values.get(PHOTOS, "").split()


def signatures_of(values: Values) -> list[dict[str, str]]:
    """Who signed: role, name, and the sha256 of the picture or ``fingerprint``."""
    return [
        {"role": role, "name": name_of(values), "signature": signed}
        for role, _, name_of in _SIGNERS
        if (signed := values.get(signature(role), ""))
    ]


def _visitor(number: int, least: int, offered: tuple[Choice, ...]) -> Asked:
    def is_relevant(values: Values) -> bool:
        return number <= max(least, 2) or bool(values.get(visitor(number - 1)))

    def wrong(values: Values) -> str:
        others = [values.get(visitor(one), "") for one in range(1, number)]
        is_twice = values.get(visitor(number), "") in others
        return "这位走访人已经写过，请换成另一位。" if is_twice else ""

    label = f"走访人（{_ORDINALS[number - 1]}）"
    hint = f"这类走访至少要 {least} 人" if number == least > 1 else ""
    state = _state(visitor(number), label, choices=offered, is_required=number <= least, hint=hint)
    return Asked(state, is_relevant, wrong)


def _state(
    path: str,
    label: str,
    control: str = "input",
    *,
    type: str = "string",
    appearance: str = "",
    hint: str = "",
    mediatype: str = "",
    choices: tuple[Choice, ...] = (),
    is_required: bool = False,
) -> NodeState:
    return NodeState(
        path=path,
        name=path.removeprefix("@"),
        kind="question",
        label=label,
        hint=hint,
        required=is_required,
        choices=choices,
        type=type,
        control=control,
        appearance=appearance,
        attributes={"mediatype": mediatype} if mediatype else {},
    )


def _choices(codes_of: codes.CodeList) -> tuple[Choice, ...]:
    return tuple(Choice(code, text) for code, text in codes_of)
