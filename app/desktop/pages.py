"""Which page stands behind each row of the rail, and what it is made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from app.desktop.forms import forms_of, open_forms
from app.desktop.passwords import ask_password
from app.domain.clock import today
from app.domain.divisions import office_of
from app.domain.key_book import KeyBook
from app.domain.permissions import Action, may
from app.domain.rule_pack import RulePack
from app.domain.working_days import WorkingCalendar
from app.forms.library import FormLibrary
from app.services import shipped
from app.services.form_files import shipped_forms
from app.services.kept_book import KeptBook
from app.services.key_book import own_book
from app.services.practice_relief import practice_rules
from app.services.press import Press
from app.services.rule_packs import RulesInForce, in_force, received
from app.storage.actor import Actor
from app.storage.unit_of_work import UnitOfWork
from app.ui.children.page import ChildrenPage
from app.ui.exchange.page import ExchangePage
from app.ui.figures.page import FiguresPage
from app.ui.pages import MakePage, Page
from app.ui.payments.page import PaymentsPage
from app.ui.printing.page import PrintingPage
from app.ui.records.page import RecordsPage
from app.ui.registers.page import RegistersPage
from app.ui.rescue.page import RescuePage
from app.ui.settings.page import Keeping, SettingsPage
from app.ui.sync.page import SyncPage
from app.ui.today.page import TodayPage
from app.ui.visits.page import VisitsPage

if TYPE_CHECKING:
    from app.desktop.program import Program
    from app.workspace import Workspace
    from app.workspace.opened import KeyAge


class Shipped:
    """What ships with the program, read once, when first asked for."""

    def __init__(self, program: Program) -> None:
        self._day = today(program.clock)
        self.divisions = shipped.divisions()

    def read(self) -> None:
        """Read what every window needs; on a worker, while the password is typed."""
        for name in ("pack", "calendar", "library"):
            getattr(self, name)

    @cached_property
    def pack(self) -> RulePack:
        """The rules in force today."""
        return shipped.rule_pack(self._day)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The years whose 调休 is known."""
        return shipped.calendar()

    @cached_property
    def library(self) -> FormLibrary:
        """The forms."""
        return shipped_forms()

    @cached_property
    def press(self) -> Press:
        """What papers are made with; opened on a worker."""
        return shipped.press(self._day)

    def rules_of(self, workspace: Workspace) -> RulesInForce:
        """The rules in force today, those among them that the county published to a vault."""
        came = workspace.read(received)
        return in_force(shipped.rule_packs(), came, self._day) if came else RulesInForce(self.pack)

    def press_of(self, workspace: Workspace, pack: RulePack) -> Press:
        """The same, signing for a vault, by its rules."""
        return replace(self.press, signer=workspace.signer, pack=pack)


def make_pages(program: Program, workspace: Workspace, shipped: Shipped) -> Mapping[str, MakePage]:
    """The pages by their row's key."""
    keeping = make_keeping(program, workspace)
    rules = shipped.rules_of(workspace)
    pack = practice_rules(rules.pack) if program.is_practice else rules.pack
    return {
        "today": partial(
            TodayPage,
            pack=pack,
            calendar=shipped.calendar,
            may_print=may(workspace.owner.actor.role, Action.PAPER_PRINT),
        ),
        "records": partial(RecordsPage, pack=pack, calendar=shipped.calendar),
        "visits": lambda desk: VisitsPage(
            desk,
            library=forms_of(workspace, shipped.library),
            pack=pack,
            calendar=shipped.calendar,
        ),
        **register_pages(workspace.owner.actor.role, pack),
        **money_pages(workspace.owner.actor, pack),
        "printing": partial(
            PrintingPage,
            make_press=lambda: shipped.press_of(workspace, rules.pack),
            read_book=partial(book_of, workspace, shipped),
            sign=partial(signed_for, workspace, shipped),
        ),
        "exchange": ExchangePage,
        **({} if program.rounds is None else {"sync": partial(SyncPage, rounds=program.rounds)}),
        "settings": partial(
            SettingsPage,
            pack=pack,
            calendar=shipped.calendar,
            arrived_at=rules.arrived_at,
            keeping=keeping,
            open_forms=partial(open_forms, program, workspace, shipped.library),
        ),
    }


def signed_for(workspace: Workspace, shipped: Shipped, pdf: bytes) -> bytes:
    """``pdf`` signed by this laptop, in the name of its office."""
    return workspace.sign_pdf(pdf, office_of(shipped.divisions, workspace.owner.actor.org_code))


def book_of(workspace: Workspace, shipped: Shipped, work: UnitOfWork) -> KeyBook:
    """The public keys known here, this vault's among them: kept, so that who has no vault may
    check its papers on this laptop too."""
    office = office_of(shipped.divisions, workspace.owner.actor.org_code)
    own = own_book(work, workspace.device.signing_public, office)
    return KeptBook(workspace.machine.settings.config_folder).take(own)


def register_pages(role: str, pack: RulePack) -> Mapping[str, MakePage]:
    """The pages of the registers that ``role`` may look at."""
    pages: Mapping[str, tuple[Callable[..., Page], tuple[Action, ...]]] = {
        "children": (ChildrenPage, (Action.CHILD_READ, Action.REPORT_CREATE)),
        "rescue": (RescuePage, (Action.VAGRANT_READ, Action.RETURN_READ)),
        "registers": (RegistersPage, (Action.REGISTER_READ, Action.RETURN_READ)),
    }
    return {
        key: partial(page, pack=pack, role=role)
        for key, (page, actions) in pages.items()
        if any(may(role, action) for action in actions)
    }


def rail_words(role: str) -> Mapping[str, tuple[str, str]]:
    """Title and icon of rows that are something else for ``role``: who may not look at children
    finds only 强制报告 behind theirs."""
    return {} if may(role, Action.CHILD_READ) else {"children": ("强制报告", "warning")}


def money_pages(actor: Actor, pack: RulePack) -> Mapping[str, MakePage]:
    """发放 and 指标, for whom they are."""
    role, org = actor.role, actor.org_code
    found: dict[str, MakePage] = {}
    if may(role, Action.PAYMENT_READ):
        found["payments"] = partial(PaymentsPage, pack=pack, role=role, org=org)
    if may(role, Action.FIGURES_READ):
        found["figures"] = partial(FiguresPage, pack=pack, role=role)
    return found


def make_keeping(program: Program, workspace: Workspace) -> Keeping:
    """What the settings page may ask of the vault."""

    def last_backup() -> str:
        found = workspace.backups()
        return _when(found[0].made_at) if found else "还没有备份过。"

    def back_up() -> str:
        return _when(workspace.store.backup().made_at)

    def check() -> tuple[str, ...]:
        report = workspace.store.check()
        return () if report.is_whole else tuple(report.sentences)

    def rotate() -> KeyAge:
        workspace.ask_rotation()
        return workspace.key_age()

    asking = partial(ask_password, program, workspace)
    return Keeping(last_backup, back_up, check, asking, workspace.key_age, rotate)


def _when(moment: datetime) -> str:
    return f"最近一次备份：{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"
