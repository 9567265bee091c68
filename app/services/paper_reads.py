"""What somebody must be allowed to read to print a paper: a paper shows all that it is made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.permissions import Action, require
from app.models.assistance_case import AssistanceCase
from app.models.base import Record
from app.models.care_call import CareCall
from app.models.child import Child
from app.models.child_care import ChildCheckIn, EntrustedCare, GuardianAssessment
from app.models.homecoming import Departure
from app.models.household import Household
from app.models.mandatory_report import MandatoryReport
from app.models.payment import PayRun
from app.models.registers import Referral, Wanderer
from app.models.review_meeting import ReviewMeeting
from app.models.stat_report import StatReport
from app.models.vagrant import Vagrant
from app.models.visit import Visit
from app.services import stat_reports
from app.storage.unit_of_work import UnitOfWork

_READS: Final[Mapping[type[Record], Action]] = {
    Household: Action.HOUSEHOLD_READ,
    AssistanceCase: Action.CASE_READ,
    Visit: Action.VISIT_READ,
    Child: Action.CHILD_READ,
    EntrustedCare: Action.CHILD_READ,
    GuardianAssessment: Action.CHILD_READ,
    ChildCheckIn: Action.CHILD_READ,
    Vagrant: Action.VAGRANT_READ,
    Departure: Action.VAGRANT_READ,
    CareCall: Action.PAPER_PRINT,
    Wanderer: Action.RETURN_READ,
    Referral: Action.REGISTER_READ,
    ReviewMeeting: Action.CASE_READ,
    PayRun: Action.PAYMENT_READ,
    StatReport: Action.FIGURES_READ,
    MandatoryReport: Action.REPORT_READ,
}
_ALSO: Final[Mapping[str, tuple[Action, ...]]] = {
    "E-04": (Action.HOUSEHOLD_READ,),
    "E-16": (Action.HOUSEHOLD_READ,),
    "E-18": (Action.BANK_READ,),
    "E-19": (Action.BANK_READ,),
    "E-31": (Action.BANK_READ,),
    "E-36": (Action.CASE_READ,),
    "E-28": (Action.RETURN_READ,),
    "E-29": (Action.REGISTER_READ,),
}
"""Paper -> what else it shows."""


def require_reading(work: UnitOfWork, code: str, record: Record) -> None:
    """Raise ``Refused`` not_permitted for whom what stands on the paper is not to be read."""
    own = stat_reports.READS[record.kind or ""] if isinstance(record, StatReport) else ()
    for action in (_READS[type(record)], *_ALSO.get(code, ()), *own):
        require(work.actor.role, action)
