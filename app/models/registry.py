"""Every record type by its noun: one import and one line for a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.errors import Refused
from app.models.account import Account
from app.models.assistance_case import AssistanceCase
from app.models.attachment import Attachment
from app.models.base import Record
from app.models.care_call import CareCall
from app.models.child import Child, ParentSituation
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.homecoming import Departure, Resettlement, ReturnEntry
from app.models.household import Asset, Expense, Household, Income, Member, Obligor
from app.models.issued_paper import IssuedPaper
from app.models.mandatory_report import MandatoryReport
from app.models.payment import PayLine, PayRun
from app.models.person import Person
from app.models.print_log import PrintLog
from app.models.rearrangement import Rearrangement
from app.models.registers import (
    DisabilitySubsidy,
    Elder,
    LeftBehindWoman,
    MonitoredHousehold,
    Referral,
    Wanderer,
)
from app.models.report_key import ReportKey
from app.models.review_meeting import ReviewMeeting
from app.models.seal_log import SealLog
from app.models.stat_report import StatReport
from app.models.task import Task
from app.models.temporary_relief import FundCheck, FundEntry, TemporaryRelief
from app.models.vagrant import FamilySearch, Vagrant
from app.models.visit import Visit

_TYPES: Final[tuple[type[Record], ...]] = (
    Person,
    Household,
    Member,
    Income,
    Expense,
    Asset,
    Obligor,
    Visit,
    AssistanceCase,
    ReviewMeeting,
    Attachment,
    Task,
    Account,
    PrintLog,
    IssuedPaper,
    SealLog,
    Child,
    ParentSituation,
    EntrustedCare,
    GuardianAssessment,
    ChildCheckIn,
    MandatoryReport,
    ReportKey,
    Vagrant,
    FamilySearch,
    Departure,
    Resettlement,
    ReturnEntry,
    Wanderer,
    CareCall,
    MonitoredHousehold,
    Elder,
    DisabilitySubsidy,
    LeftBehindWoman,
    Referral,
    TemporaryRelief,
    FundEntry,
    FundCheck,
    PayRun,
    PayLine,
    StatReport,
    Rearrangement,
)

RECORDS: Final[Mapping[str, type[Record]]] = {each.noun: each for each in _TYPES}
"""Noun -> record type, in the order people think of them."""


def record_type(noun: str) -> type[Record]:
    """The type called ``noun``; raises ``Refused`` when there is none."""
    if noun not in RECORDS:
        raise Refused(
            f"没有“{noun}”这种记录。可用的有：{'、'.join(RECORDS)}。", code="record_type_unknown"
        )
    return RECORDS[noun]
