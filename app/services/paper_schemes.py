"""Which papers are for cases of which scheme: asked before one is made, and before one is offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain import codes
from app.errors import Refused
from app.models.assistance_case import AssistanceCase
from app.printing.papers import PRINTABLES
from app.printing.schemes import DIBAO, EDGE, RIGID, TEKUN

SCHEME_NAMES: Final[Mapping[str, str]] = {"1": DIBAO, "2": TEKUN, "3": EDGE, "4": RIGID}
"""SCHEME of cases -> its name on papers that serve several."""
_FAMILIES: Final = ("1", "3", "4")
_TOLD: Final = tuple(SCHEME_NAMES)
_SCHEMES: Final[Mapping[str, tuple[str, ...]]] = {
    "E-01": _FAMILIES,
    "E-02": ("1", "2", "3", "4", "5"),
    "E-06": _TOLD,
    "E-06-2": _TOLD,
    "E-06-3": _TOLD,
    "E-06b": _TOLD,
    "E-05": _TOLD,
    "E-07": ("1",),
    "E-07-2": ("2",),
    "E-07-3": ("3",),
    "E-07-4": ("4",),
    "E-09": _TOLD,
    "E-09-2": ("1",),
    "E-09-3": ("1",),
    "E-10": ("2",),
    "E-10-2": ("2",),
    "E-18-2": ("6", "7"),
    "E-18-3": ("6", "7"),
    "E-10a": ("2",),
    "E-11": ("2",),
    "E-12": ("2",),
    "E-13": ("5",),
    "E-14": ("1",),
    "E-17": ("1", "2"),
    "E-35": ("1", "2", "3", "4", "5"),
}
"""Paper -> SCHEME of the cases it is for; what is not here is for all."""


def is_for(code: str, case: AssistanceCase) -> bool:
    """Whether the paper is for cases of this scheme."""
    return code not in _SCHEMES or case.scheme in _SCHEMES[code]


def require_scheme(code: str, case: AssistanceCase) -> None:
    """Raise ``Refused`` paper_not_for_scheme unless the paper is for cases of this scheme."""
    if not is_for(code, case):
        raise not_for_scheme(code, case)


def not_for_scheme(code: str, case: AssistanceCase) -> Refused:
    """What is said of a paper that is not for cases of this scheme."""
    title = PRINTABLES[code].title
    scheme = codes.SCHEME.label(case.scheme)
    sentence = f"“{title}”不用于{scheme}申请。请选择这个项目的文书。"
    return Refused(sentence, code="paper_not_for_scheme", paper=code, scheme=case.scheme)
