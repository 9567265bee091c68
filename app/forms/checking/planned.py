"""What only the converted form shows: circles of formulas, paths that lead nowhere, missing tables."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.checking.formulas import VALUES
from app.forms.checking.outline import Outline
from app.forms.checking.problems import WARNING, Problem, Spot
from app.forms.structure import FormDefinition, Names


def planned(definition: FormDefinition, outline: Outline) -> Iterator[Problem]:
    """What is wrong with the form as a whole, at the rows it comes from."""
    for cycle in definition.plan.cycles:
        names = list(dict.fromkeys(place[-1] for place in cycle))
        if len(names) > 1:
            yield Problem(
                "cycle",
                f"这几题的公式互相依赖，绕成了圈：{'、'.join(names[:8])}。"
                "请检查是否写错了题目名；确实需要的，请试填几种情况。",
                _spot(cycle[0], outline),
                WARNING,
            )
    said: set[tuple[Names, Names]] = set()
    for where, wanted in definition.plan.unknown:
        if (where, wanted) not in said:
            said.add((where, wanted))
            yield Problem(
                "path_unknown",
                f"路径“/{'/'.join(wanted)[:80]}”上没有题目。请改写成 ${{题目名}}。",
                _spot(where, outline, wanted[-1] if wanted else ""),
            )
    for name in definition.missing_files:
        yield Problem(
            "table_missing",
            f"没有找到数据表“{name[:60]}”。请把它和表单放在同一个文件夹里。",
            Spot(),
        )


def _spot(names: Names, outline: Outline, word: str = "") -> Spot:
    """The row of a question; the column that has ``word``, or else its formula."""
    question = outline.by_name.get(names[-1]) if names else None
    if question is None:
        return Spot()
    columns = [name for name, cell in question.row.cells.items() if word and word in cell.text]
    columns += [name for name in (*VALUES, "relevant") if name in question.row.cells]
    return question.row.spot(columns[0] if columns else "name")
