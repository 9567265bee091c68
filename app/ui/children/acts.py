"""What can be done for a child, a button each: what it asks, its verb, the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from app.domain.codes import RISK
from app.domain.codes_children import (
    CARE_END,
    CHILD_CATEGORY,
    CHILD_END,
    GRANDPARENT,
    GUARDIAN_ITEM,
)
from app.domain.guardian_scale import MOST
from app.domain.rule_pack import RulePack
from app.services import child_care, child_check_ins, children
from app.services.child_check_ins import CheckedIn
from app.services.child_file import ChildFile
from app.services.fields import RecordFile
from app.ui.filing.acts import Act, Verb, nothing
from app.ui.filing.asking import REASON, Asking, names_in, parted, reason
from app.ui.widgets.editors.description import Choice, FieldDescription, Kind, choices_of

CHECK_IN: Final = (
    "way", "met", "guardian_words", "contacts_week", "harm_signs", "risk_after", "service",
)  # fmt: skip
REGISTER: Final = (
    "categories",
    "guardian_name",
    "guardian_relation",
    "guardian_phone",
    "found_way",
)
CARE: Final = (
    "caregiver_name", "caregiver_relation", "caregiver_phone", "caregiver_id_no",
    "caregiver_birth", "caregiver_addr", "caregiver_health", "unfit", "reason", "child_wish", "signed_on", "valid_to", "told_school",
    "told_village",
)  # fmt: skip
PARENT: Final = (
    "name", "phone", "work_place", "situation", "reason_from", "expected_end", "last_contact",
    "lost_report_date", "receipt_no", "receipt_date", "has_five_proofs", "verified_by",
    "verified_date",
)  # fmt: skip
PARENT_WORDS: Final = {"1": "父亲", "2": "母亲"}
POINTS: Final = tuple(Choice(str(points), str(points)) for points in range(MOST + 1))


class ChildActs:
    """The acts, with the rules in force and what one laptop asks with."""

    def __init__(self, pack: RulePack, asking: Asking) -> None:
        self._pack = pack
        self._asking = asking

    def register(self) -> Act:
        """A child comes into the registers."""
        return Act(
            "登记儿童",
            self._register,
            self._asking.fields("child", REGISTER, needed=("categories",)),
            button="登记这名儿童",
            asks_person=True,
            new_person=self._asking.new_person(),
            opens=True,
            said="已登记；下次走访已排入待办",
        )

    def of(
        self,
        file: ChildFile,
        begin_form: Callable[[], object],
        begin_report: Callable[[], object] = lambda: None,
    ) -> tuple[Act, ...]:
        """What may be done now. ``begin_form`` opens the form of a visit (E-22), ``begin_report``
        the mandatory report: after a call with signs of harm by itself."""
        if file.is_closed:
            return (self._reopen(file),)
        return (
            self._check_in(file, begin_report),
            self._form(file, begin_form),
            self._assess(file),
            self._risk(file),
            self._categories(file),
            self._close(file),
        )

    def of_care(self, file: ChildFile) -> tuple[Act, ...]:
        """Entrusted care: one at a time."""
        if file.is_closed:
            return ()
        current = next((one for one in file.care if not one.value("ended_on")), None)
        if current is None:
            fields = self._asking.fields("entrusted_care", CARE, needed=("caregiver_name",))
            return (
                Act("登记委托照护", self._verb(child_care.entrust, file.id), fields,
                    button="登记这份委托照护", icon="add",
                    source="未成年人保护法第二十二条"),
            )  # fmt: skip
        end = (_choice(REASON, CARE_END.title, choices_of(CARE_END)),)
        return (
            Act(
                "父母今天联系过",
                lambda _typed: partial(child_care.note_contact, care_id=current.id),
                said="已登记父母联系",
                icon="phone",
            ),
            Act(
                "结束委托",
                lambda typed: partial(
                    child_care.end_care, care_id=current.id, reason=typed[REASON]
                ),
                end,
                button="结束这份委托",
                icon="close",
            ),
        )

    def of_parent(self, file: ChildFile, which: str) -> Act:
        """What is known of the father or the mother, where nothing is on file yet."""
        fields = self._asking.fields("parent_situation", PARENT)

        def verb(typed: dict[str, Any]) -> Verb:
            return partial(children.set_parent, child_id=file.id, which=which, values=typed)

        word = PARENT_WORDS[which]
        return Act(f"登记{word}", verb, fields, button=f"登记{word}情况", icon="add")

    @staticmethod
    def of_grandparents(file: ChildFile) -> Act:
        """Who lives of the four; who is dead is left empty."""
        known = {one.id: one for one in file.grandparents}
        fields = tuple(
            field
            for code, word in GRANDPARENT
            for field in (
                FieldDescription(f"name_{code}", f"{word}姓名", most=50),
                FieldDescription(f"born_{code}", f"{word}出生日期", Kind.DAY),
            )
        )
        values = {f"name_{code}": one.name for code, one in known.items()}
        values |= {f"born_{code}": one.born for code, one in known.items() if one.born}

        def verb(typed: dict[str, Any]) -> Verb:
            given = {
                code: (typed.get(f"name_{code}") or "", typed.get(f"born_{code}"))
                for code, _ in GRANDPARENT
            }
            return partial(children.set_grandparents, child_id=file.id, known=given)

        return Act(
            "登记祖辈",
            verb,
            fields,
            button="登记祖辈情况",
            icon="people",
            values=values,
            remark="去世的不填，打印时画横线。",
        )

    # -- each ----------------------------------------------------------------------------------

    def _register(self, typed: dict[str, Any]) -> Verb:
        values, person = parted(typed)
        person_id = values.pop("person_id", None)
        if values.get("household_id") is None:
            values.pop("household_id", None)
        return partial(
            children.register_child,
            pack=self._pack,
            values=values,
            person_id=person_id,
            person=person,
        )

    @staticmethod
    def report(begin_report: Callable[[], object]) -> Act:
        """One button on every child: nobody looks for it."""
        return Act(
            "强制报告", nothing, icon="warning", instead=begin_report,
            source="未成年人保护法第十一条",
        )  # fmt: skip

    def _check_in(self, file: ChildFile, begin_report: Callable[[], object]) -> Act:
        def then(called: CheckedIn) -> Act | None:
            return self.report(begin_report) if called.must_report else None

        return Act(
            "登记走访",
            self._verb(child_check_ins.log_check_in, file.id),
            self._asking.fields("child_check_in", CHECK_IN, needed=("way", "met")),
            title=f"走访{file.name}",
            button="登记这次走访",
            icon="visit",
            is_primary=True,
            values={"way": "1"},
            said="已登记走访，下次走访已排好",
            then=then,
        )

    @staticmethod
    def _form(file: ChildFile, begin_form: Callable[[], object]) -> Act:
        why_not = "" if file.household_id else "这名儿童不在任何一户里，不能填入户表。"
        return Act("填走访表", nothing, icon="file", instead=begin_form, why_not=why_not)

    def _assess(self, file: ChildFile) -> Act:
        head = self._asking.fields("guardian_assessment", ("assess_date", "trigger"))
        tail = self._asking.fields("guardian_assessment", ("red_lines", "opinion", "measures"))
        people = FieldDescription(
            "assessors", "评估人", hint="至少两人，用顿号隔开", is_required=True
        )
        items = tuple(
            FieldDescription(code, text, Kind.CODE, POINTS) for code, text in GUARDIAN_ITEM
        )
        return Act(
            "监护评估",
            self._assessed(file.id),
            (*head, people, *items, *tail),
            title=f"{file.name}的监护评估（0分没有风险，{MOST}分最重）",
            button="完成监护评估",
            icon="check",
            said="已评估，风险等级和下次走访已更新",
        )

    def _assessed(self, child_id: str) -> Callable[[dict[str, Any]], Verb]:
        def verb(typed: dict[str, Any]) -> Verb:
            items = {
                code: int(typed[code]) for code, _ in GUARDIAN_ITEM if typed.get(code) is not None
            }
            others = {name: value for name, value in typed.items() if name not in GUARDIAN_ITEM}
            values = {
                **others,
                "items": items,
                "assessors": list(names_in(typed.get("assessors"))),
            }
            return partial(
                child_care.assess_guardian, pack=self._pack, child_id=child_id, values=values
            )

        return verb

    def _risk(self, file: ChildFile) -> Act:
        def verb(typed: dict[str, Any]) -> Verb:
            return partial(children.move_risk, pack=self._pack, child_id=file.id, **typed)

        level = _choice("level", RISK.title, choices_of(RISK))
        return Act(
            "调整风险",
            verb,
            (level, reason("理由")),
            button="调整风险等级",
            icon="warning",
            values={"level": file.record.value("risk_level")},
        )

    def _categories(self, file: ChildFile) -> Act:
        before = tuple(file.record.value("categories") or ())
        main_before = file.record.value("main_category")

        def verb(typed: dict[str, Any]) -> Verb:
            return partial(
                children.change_categories,
                pack=self._pack,
                child_id=file.id,
                categories=typed.get("categories") or (),
                main=typed.get("main_category"),
            )

        again = {"categories": before, "main_category": main_before}
        return Act(
            "变更类别",
            verb,
            (
                FieldDescription(
                    "categories",
                    CHILD_CATEGORY.title,
                    Kind.CODES,
                    choices_of(CHILD_CATEGORY),
                    is_required=True,
                ),
                *self._asking.fields("child", ("main_category",)),
            ),
            button="变更儿童类别",
            icon="edit",
            values=again,
            said=f"已变更{file.name}的类别",
            back=lambda _saved: verb(again),
        )

    def _close(self, file: ChildFile) -> Act:
        ways = _choice(REASON, CHILD_END.title, choices_of(CHILD_END))
        day = FieldDescription("day", "退出日期", Kind.DAY)
        again = partial(children.reopen_child, pack=self._pack, child_id=file.id)
        return Act(
            "退出",
            lambda typed: partial(children.close_child, child_id=file.id, **typed),
            (ways, day),
            button="退出名册",
            icon="close",
            said=f"{file.name}已退出名册",
            back=lambda _saved: again,
        )

    def _reopen(self, file: ChildFile) -> Act:
        verb = partial(children.reopen_child, pack=self._pack, child_id=file.id)
        return Act("恢复在册", lambda _typed: verb, icon="undo", said=f"{file.name}已恢复在册")

    def _verb(self, verb: Any, child_id: str) -> Callable[[dict[str, Any]], Verb]:
        return lambda typed: partial(verb, pack=self._pack, child_id=child_id, values=typed)


def _choice(name: str, label: str, choices: tuple[Choice, ...]) -> FieldDescription:
    return FieldDescription(name, label, Kind.CODE, choices, is_required=True)


def parent_of(file: ChildFile, which: str) -> RecordFile | None:
    """What is on file of the father (1) or the mother (2)."""
    return next((one for one in file.parents if one.value("which") == which), None)
