"""The import report: what was read out of a workbook, as plain JSON values (docs/import-report.md)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.excel.roster.columns import ColumnMap
from app.excel.roster.problems import Problem
from app.excel.roster.reading import RosterPerson, RosterReading, RosterRow, SheetReading

Json = dict[str, object]


def report(reading: RosterReading) -> Json:
    """{"rows": […], "summary": {…}}; holds personal data, never log it."""
    return {
        "rows": [row_report(row) for row in reading.rows],
        "summary": {
            **reading.counts(),
            "sheets": [_sheet(sheet) for sheet in reading.sheets],
            "hidden_sheets": list(reading.hidden),
        },
    }


def row_report(row: RosterRow) -> Json:
    """One row: where it stands, its status, its problems, its person."""
    return {
        "sheet": row.sheet,
        "row": row.row,
        "status": row.status,
        "problems": [_problem(each) for each in row.problems],
        "person": {
            "household": row.household,
            "head_state": row.head_state,
            **person_report(row.person),
        },
    }


def person_report(person: RosterPerson) -> Json:
    """A person's values: months as 2023-11, dates as 1962-05-04, amounts (元/月) as numbers."""
    return {
        "name": person.name,
        "head": person.head,
        "head_id_number": person.head_id,
        "relation": person.relation,
        "relation_text": person.relation_text or None,
        "is_head": person.is_head,
        "id_number": person.id_no,
        "id_raw": person.id_raw or None,
        "sex": person.sex,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "nation": person.nation,
        "village_code": person.village_code,
        "group": person.group,
        "address": person.address,
        "amount": _number(person.amount),
        "start": _month(person.start),
        "bank": person.bank,
        "account": person.account,
        "account_holder": person.holder,
        "phone": person.phone,
        "phones": list(person.phones),
        "hardship": person.hardship,
        "hardships": list(person.hardships),
        "household_size": person.household_size,
        "protected_count": person.protected_count,
        "note": person.note,
    }


def _problem(found: Problem) -> Json:
    return {"column": found.column, "code": found.code, "message": found.message}


def _sheet(sheet: SheetReading) -> Json:
    return {
        "name": sheet.name,
        "title": sheet.title,
        "header_rows": list(sheet.header_rows),
        "township_code": sheet.township_code,
        "village_code": sheet.village_code,
        "columns": [_columns(block) for block in sheet.blocks],
        "unread_columns": [list(block.unread) for block in sheet.blocks],
        "skipped": [
            {"row": each.row, "why": each.why, "text": each.text} for each in sheet.skipped
        ],
        "notes": list(sheet.notes),
    }


def _columns(block: ColumnMap) -> Json:
    """Field -> its column (from 1), label, and why it is taken for that."""
    return {
        field: {"column": at + 1, "label": block.label(field), "why": block.evidence[field]}
        for field, at in block.columns.items()
    }


def _number(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _month(day: date | None) -> str | None:
    return f"{day:%Y-%m}" if day else None
