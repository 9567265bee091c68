"""An E-07 as plain words for the other side of the duel: the same that ours says, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from app.printing.approval_form import AREA_KINDS, CASE_KINDS, CHECK_RESULTS, OBJECTIONS, PAPERS
from app.printing.approval_form_sheet import ApprovalMember, ApprovalSheet, Approver
from app.printing.layout.signing import Signature
from app.printing.qr_seal import Seal, dark_runs, seal_text
from app.printing.sheets import digest
from app.printing.signer import Signer
from app.printing.wording import figures, number, ticks, words, written_date, written_month

PAPER = PAPERS[0]
PICTURE = "signature.png"


def told(sheet: ApprovalSheet, signer: Signer) -> dict[str, Any]:
    """One record of ``records.json``."""
    sealed = digest(PAPER.code, PAPER.version, sheet)
    seal = Seal(sheet.number, PAPER.title, sheet.day, sealed)
    objected = {None: "", True: "有异议", False: "无异议"}[sheet.has_objection]
    return {
        "number": sheet.number,
        "title": PAPER.title,
        "version": PAPER.version,
        "watermark": PAPER.watermark,
        "digest": sealed[:12],
        "office": sheet.office,
        "day": written_date(sheet.day),
        "code": svg(seal_text(seal, signer)),
        "family": [
            ("申请人", sheet.applicant, "公民身份号码", sheet.applicant_id_no),
            ("家庭编号", sheet.household_no, "联系电话", sheet.phone),
            ("保障类型", ticks(AREA_KINDS, sheet.area_kind), "家庭人口", number(sheet.member_count),
             "保障人口", number(sheet.protected_count)),
            ("办理类型", ticks(CASE_KINDS, sheet.case_kind)),
            ("户籍地址", sheet.hukou_address),
            ("现居住地", sheet.home_address),
            ("致困原因", sheet.hardship),
            ("申请日期", written_date(sheet.applied_on), "受理日期", written_date(sheet.accepted_on)),
        ],
        "members_head": "姓名 与申请人关系 性别 公民身份号码 健康状况 残疾类别等级 从业状况 保障对象".split(),
        "members": [_member(one) for one in sheet.members],
        "calculation_head": "核算项目 计算说明 金额（元/月） 依据".split(),
        "calculation": [(one.label, one.formula, figures(one.amount), one.basis) for one in sheet.calculation],
        "income": ("月总收入（元）", figures(sheet.income_total), "月人均（元）", figures(sheet.per_capita),
                   "标准（元/人·月）", figures(sheet.standard)),
        "assets": sheet.assets_conclusion,
        "check": [
            ("反馈日期", written_date(sheet.checked_on), "核对结论", ticks(CHECK_RESULTS, sheet.check_result)),
            ("情况说明", sheet.check_note),
        ],
        "survey": sheet.survey_opinion,
        "surveyors": _signers((f"调查人{place}", one) for place, one in enumerate(sheet.surveyors, 1)),
        "survey_day": written_date(sheet.survey_day),
        "village": sheet.village_opinion,
        "village_signers": _signers([("负责人", sheet.village_signer)]),
        "village_day": written_date(sheet.village_day),
        "notice": [
            ("公示期限", f"{written_date(sheet.notice_from)}至{written_date(sheet.notice_to)}"),
            ("公示地点", sheet.notice_place),
            ("公示结果", ticks(OBJECTIONS, objected), "异议处理", sheet.notice_note),
        ],
        "benefit": [
            ("保障类型", sheet.area_kind, "保障人口", number(sheet.protected_count),
             "月人均收入（元）", figures(sheet.per_capita)),
            *((name, "小写", f"￥{figures(amount)}", "大写", words(amount)) for name, amount in (
                ("补差金额", sheet.benefit), ("分类重点救助", sheet.top_up), ("月合计", sheet.month_total))),
            ("起发月份", written_month(sheet.benefit_from)),
        ],
        "township": sheet.township_opinion,
        "township_signers": _approvers(sheet.township_signers),
        "township_day": written_date(sheet.township_day),
        "county": sheet.county_opinion,
        "county_signers": _approvers(sheet.county_signers),
        "county_day": written_date(sheet.county_day),
        "remarks": sheet.remarks,
    }  # fmt: skip


def put_picture(sheet: ApprovalSheet, folder: Path) -> None:
    """The signature that all of the samples bear, as a file."""
    every = (*sheet.surveyors, *(one.signature for one in sheet.township_signers))
    picture = next((one.picture for one in every if one.picture), None)
    if picture is not None:
        (folder / PICTURE).write_bytes(picture)


def svg(text: str) -> str:
    """A code as a user of typst would put it in."""
    size, runs = dark_runs(text)
    path = "".join(f"M{column} {row}h{length}v1h-{length}z" for row, column, length in runs)
    box = f'viewBox="0 0 {size} {size}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path d="{path}"/></svg>'


def _member(one: ApprovalMember) -> Sequence[str]:
    *said, protected = astuple(one)
    return [*said, {None: "", True: "是", False: "否"}[protected]]


def _signers(given: Iterable[tuple[str, Signature]]) -> list[dict[str, str | None]]:
    return [{"role": role, "picture": PICTURE if one.picture else None} for role, one in given]


def _approvers(given: Sequence[Approver]) -> list[dict[str, str | None]]:
    return _signers((one.role, one.signature) for one in given)
