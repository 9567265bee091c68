"""Somebody is found, known to nobody, and gets home: a registration, its steps, its ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest

from app.errors import Refused
from app.models.care_call import CareCall
from app.models.homecoming import ReturnEntry
from app.models.person import Person
from app.models.vagrant import Vagrant
from app.models.visit import Visit
from app.services import (
    care_calls,
    paper_rescue,
    papers,
    records,
    rescue_file,
    rescue_photos,
    rescue_steps,
    rescues,
    returns,
    shipped,
)
from app.services.person_merge import merge_persons
from app.services.rearranging import undo_rearrangement
from app.storage.store import Store
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household, a_person, a_vagrant, an_id_number
from tests.stores import NOW, VILLAGE, an_actor
from tests.unit.printing.filled_samples import a_photo
from tests.unit.services.conftest import Click, the_pack

TODAY = NOW.date()
PACK = the_pack()
STATION = an_actor(role="7", name="救助站", org_code=None, village_codes=None)
T = TypeVar("T")


@pytest.fixture
def station(store: Store) -> Click:
    """One click of the station."""

    def click(verb: Callable[[UnitOfWork], T]) -> T:
        return store.perform(verb, STATION)[0]

    return click


def step(station: Click, vagrant_id: str, action: str, **given: Any) -> str:
    return station(
        lambda work: rescue_steps.take_rescue_step(work, PACK, vagrant_id, action, **given)
    )


def state_of(station: Click, vagrant_id: str) -> str | None:
    return station(lambda work: work.get(Vagrant, vagrant_id).state)


DNA = {"dna_sampled": date(2026, 10, 1), "dna_result": "1"}
HOME = {
    "way": "6",
    "home_addr_code": VILLAGE,
    "receiver_name": "李大哥",
    "escorts": ["站员甲", "站员乙"],
}


def test_a_registration_works_without_any_identity_and_says_what_the_search_needs(station: Click):
    saved = station(
        lambda work: rescues.register_vagrant(
            work, {"found_way": "4", "sex": "2", "age_from": 45, "age_to": 55}
        )
    )
    vagrant = station(lambda work: work.get(Vagrant, saved.id))
    assert (vagrant.state, vagrant.identity_state, vagrant.is_minor) == ("REGISTERED", "3", False)
    assert vagrant.reg_no is not None
    assert vagrant.reg_no.startswith("L2026")
    wanting = {each.field for each in saved.remarks if each.code == "needed_for_search"}
    assert wanting == {"height_cm", "build", "marks", "clothes", "photo_face_id"}


def test_the_township_reports_and_the_station_registers_once(station: Click, do: Click):
    found = do(lambda work: rescues.report_found(work, {"found_place": "沙坪场镇桥头"}).id)
    assert state_of(station, found) == "FOUND"
    station(lambda work: rescues.register_vagrant(work, {"reason": "4"}, found))
    with pytest.raises(Refused, match="已经登记过"):
        station(lambda work: rescues.register_vagrant(work, {}, found))


def test_the_walk_from_the_street_to_home_and_the_ledger(station: Click, do: Click):
    vagrant_id = station(lambda work: rescues.register_vagrant(work, {"mental_state": "3"}).id)
    with pytest.raises(Refused) as refused:
        step(station, vagrant_id, "admit")
    assert refused.value.facts["guards"] == ("answer_given", "belongings_listed")
    given = {"reason": "7", "needs": ["1"], "belongings": []}
    station(lambda work: rescues.set_vagrant(work, vagrant_id, given))
    assert step(station, vagrant_id, "admit") == "IN_STATION"
    assert step(station, vagrant_id, "search") == "SEARCH"
    with pytest.raises(Refused, match="身份还没有查明"):
        step(station, vagrant_id, "identify")
    known = do(lambda work: a_person(work, name="李桂兰").id)
    station(lambda work: rescues.identify(work, vagrant_id, way="2", person_id=known))
    assert step(station, vagrant_id, "identify") == "IDENTIFIED"
    with pytest.raises(Refused, match="接收人"):
        step(station, vagrant_id, "send_home", values={"home_addr": "沙坪镇前进村"})
    assert step(station, vagrant_id, "send_home", values=HOME) == "RETURNED"
    (entry,) = do(lambda work: work.find(ReturnEntry))
    assert (entry.person_id, entry.village_code) == (known, VILLAGE)
    assert (entry.family_receiver, entry.next_call) == ("李大哥", TODAY + timedelta(days=30))
    assert step(station, vagrant_id, "hand_to_township") == "REVISIT"
    with pytest.raises(Refused, match="还没有回访"):
        step(station, vagrant_id, "close")
    call = {"way": "1", "met": "1", "risk": "2"}
    do(lambda work: care_calls.log_call(work, PACK, "return_entry", entry.id, call))
    assert step(station, vagrant_id, "close") == "CLOSED"


def test_who_cannot_look_after_themselves_does_not_leave_alone(station: Click):
    for fields in ({"mental_state": "2"}, {"is_minor": True, "age_to": 12}):
        weak = station(lambda work, fields=fields: a_vagrant(work, **fields).id)
        with pytest.raises(Refused, match="不能自行离站"):
            step(station, weak, "let_go", attested=["declaration_signed"])
    able = station(lambda work: a_vagrant(work).id)
    assert step(station, able, "let_go", attested=["declaration_signed"]) == "SELF_LEAVE"


def test_who_stays_unknown_is_stranded_after_ten_days_and_placed_after_three_months(
    station: Click,
):
    def arrived(days: int) -> str:
        at = NOW - timedelta(days=days)
        return station(lambda work: a_vagrant(work, state="SEARCH", arrived_at=at).id)

    with pytest.raises(Refused, match="10天"):
        step(station, arrived(10), "strand")
    early, late = arrived(80), arrived(95)
    for vagrant_id in (early, late):
        assert step(station, vagrant_id, "strand") == "STRANDED"

        station(lambda work, of=vagrant_id: rescues.note_search(work, of, DNA))
    plan = {"plan_approved": TODAY, "place_way": "1"}
    with pytest.raises(Refused, match="3个月"):
        step(station, early, "resettle", values=plan)
    with pytest.raises(Refused, match="安置方案还没有批准"):
        step(station, late, "resettle", values={"place_way": "1"})
    assert step(station, late, "resettle", values=plan) == "RESETTLED"


def test_a_step_is_for_those_who_may_and_asks_why(station: Click, do: Click):
    vagrant_id = station(lambda work: a_vagrant(work).id)
    with pytest.raises(Refused, match="救助管理站办理"):
        do(lambda work: rescue_steps.take_rescue_step(work, PACK, vagrant_id, "search"))
    with pytest.raises(Refused, match="理由"):
        step(station, vagrant_id, "terminate")
    offered = station(lambda work: rescue_steps.next_rescue_steps(work, PACK, vagrant_id))
    told = {each.action: each for each in offered}
    assert told["terminate"].asks_reason
    assert told["let_go"].may_attest == ("declaration_signed",)
    assert next(iter(told["send_home"].wanting.values())) == "身份还没有查明"


def test_clues_are_kept_one_after_the_other(station: Click):
    vagrant_id = station(lambda work: a_vagrant(work).id)
    for text in ("自称家在梁平", "口音像川北"):
        station(lambda work, text=text: rescues.add_clue(work, vagrant_id, text))
    search = station(lambda work: rescues.search_of(work, vagrant_id))
    assert search is not None
    assert [each["content"] for each in search.clues or ()] == ["自称家在梁平", "口音像川北"]


# -- who it is ----------------------------------------------------------------------------------


@pytest.fixture
def unknown(station: Click) -> tuple[str, str]:
    """A registration, and the file that was opened for somebody unknown."""
    vagrant_id = station(lambda work: a_vagrant(work, claimed_name="阿秀").id)
    return vagrant_id, station(lambda work: rescues.open_unknown_file(work, vagrant_id).id)


def test_an_unknown_may_have_a_file_of_its_own(station: Click, unknown: tuple[str, str]):
    person = station(lambda work: work.get(Person, unknown[1]))
    assert (person.name, person.id_kind, person.birth_estimated) == ("阿秀", "99", True)
    assert person.birth_date == date(1971, 1, 1)


def test_the_unknown_is_joined_to_the_known_and_neither_file_is_lost(
    station: Click, do: Click, unknown: tuple[str, str]
):
    vagrant_id, person_id = unknown
    visit = do(lambda work: work.add(Visit(visit_kind="9", person_id=person_id)).id)
    known = do(lambda work: a_person(work, name="李桂兰", id_no=an_id_number(7)).id)
    station(lambda work: rescues.identify(work, vagrant_id, way="4", person_id=known))
    vagrant = station(lambda work: work.get(Vagrant, vagrant_id))
    assert (vagrant.person_id, vagrant.identity_state) == (known, "4")
    assert vagrant.claimed_name == "阿秀"
    assert do(lambda work: work.get(Visit, visit).person_id) == known
    file = do(lambda work: work.get(Person, person_id))
    assert (file.name, file.same_as_id, file.is_deleted) == ("阿秀", known, False)


def test_joining_two_files_can_be_undone_until_it_is_sent(do: Click):
    household = do(lambda work: a_household(work, 1).id)
    head = do(lambda work: work.find(Person)[0].id)
    other = do(lambda work: a_person(work).id)
    visit = do(
        lambda work: work.add(Visit(visit_kind="9", person_id=other, household_id=household)).id
    )
    act = do(lambda work: merge_persons(work, other, head, "重复建档").id)
    assert do(lambda work: work.get(Visit, visit).person_id) == head
    with pytest.raises(Refused, match="已经归并"):
        do(lambda work: merge_persons(work, other, head))
    do(lambda work: undo_rearrangement(work, act))
    assert do(lambda work: work.get(Visit, visit).person_id) == other
    assert do(lambda work: work.get(Person, other).same_as_id) is None
    with pytest.raises(Refused) as refused:
        do(lambda work: undo_rearrangement(work, act))
    assert refused.value.code == "already_undone"


def test_two_numbers_are_two_people(do: Click):
    pair = [do(lambda work, n=n: a_person(work, id_no=an_id_number(n)).id) for n in (1, 2)]
    with pytest.raises(Refused, match="证件号不同"):
        do(lambda work: merge_persons(work, pair[0], pair[1]))


# -- sealed, calls ------------------------------------------------------------------------------


def test_faces_fingerprints_and_dna_are_for_station_and_county_only(store: Store, station: Click):
    vagrant_id = station(lambda work: a_vagrant(work, fingerprint_at=NOW).id)
    told = {}
    for role in "1237":
        actor = an_actor(role=role, org_code=None, village_codes=None)
        shown = store.read(lambda work: records.show(work, "vagrant", vagrant_id), actor)
        told[role] = shown.fields["fingerprint_at"].is_hidden
    assert told == {"1": False, "2": True, "3": True, "7": False}


def test_calls_after_a_return_are_at_30_and_90_days_and_then_in_january_and_july(do: Click):
    person = do(lambda work: a_person(work).id)
    home = {"returned_on": date(2026, 8, 1)}
    entry = do(lambda work: returns.enter_return(work, PACK, person, home).id)
    assert do(lambda work: work.get(ReturnEntry, entry).next_call) == date(2026, 8, 31)
    planned: list[date | None] = []
    for day in (date(2026, 9, 2), date(2026, 11, 1), date(2027, 1, 10)):
        values = {"day": day, "way": "2", "met": "4"}
        called = do(
            lambda work, values=values: care_calls.log_call(
                work, PACK, "return_entry", entry, values
            )
        )
        planned.append(called.next_date)
    assert planned == [date(2026, 10, 30), date(2027, 1, 1), date(2027, 7, 1)]


def test_a_refusal_is_written_down_and_changes_nothing(do: Click):
    person = do(lambda work: a_person(work).id)
    entry = do(lambda work: returns.enter_return(work, PACK, person, {}).id)
    before = do(lambda work: work.get(ReturnEntry, entry).next_call)
    refusal = {"way": "1", "met": "3"}
    called = do(lambda work: care_calls.log_call(work, PACK, "return_entry", entry, refusal))
    assert (called.counts, called.next_date) == (False, before)
    assert len(do(lambda work: work.find(CareCall))) == 1
    with pytest.raises(Refused, match="还没有回访过"):
        do(lambda work: returns.close_return(work, entry, "情况稳定"))


def test_one_person_is_once_in_the_ledger_until_closed(do: Click):
    person = do(lambda work: a_person(work).id)
    entry = do(lambda work: returns.enter_return(work, PACK, person, {}).id)
    with pytest.raises(Refused, match="还没有销账"):
        do(lambda work: returns.enter_return(work, PACK, person, {}))
    met = {"way": "1", "met": "1"}
    do(lambda work: care_calls.log_call(work, PACK, "return_entry", entry, met))
    do(lambda work: returns.close_return(work, entry, "情况稳定"))
    assert do(lambda work: returns.enter_return(work, PACK, person, {})).is_new


def test_the_notice_shows_the_face_to_whom_it_may_be_shown_and_else_a_frame(
    station: Click, store: Store
):
    vagrant = station(lambda work: a_vagrant(work).id)
    station(lambda work: rescue_photos.put_photo(work, vagrant, "photo_face_id", a_photo(300, 400)))
    press = shipped.press(TODAY)

    def photo(work: UnitOfWork) -> bytes | None:
        return paper_rescue.search_of(work, press, work.get(Vagrant, vagrant)).photo

    assert station(photo) == a_photo(300, 400)
    clerk = an_actor(role="2", village_codes=None)
    assert store.perform(photo, clerk)[0] is None
    drawn = station(lambda work: papers.render(work, press, "E-26", vagrant))
    assert b"/DCTDecode" in drawn.pdf


def test_relatives_are_entered_one_by_one_and_told_on_the_registration(station: Click):
    vagrant = station(lambda work: a_vagrant(work).id)
    station(lambda work: rescues.add_relative(work, vagrant, "李某", "弟", "13900000008", "大竹"))
    station(lambda work: rescues.add_relative(work, vagrant, " 李二 "))
    with pytest.raises(Refused, match="亲属姓名"):
        station(lambda work: rescues.add_relative(work, vagrant, " "))

    def told(work: UnitOfWork) -> list[tuple[str, str, str]]:
        sheet = paper_rescue.registration_of(work, shipped.press(TODAY), work.get(Vagrant, vagrant))
        return [(one.name, one.relation, one.phone) for one in sheet.relatives]

    assert station(told) == [("李某", "弟", "13900000008"), ("李二", "", "")]
    station(lambda work: rescues.drop_relative(work, vagrant, 0))
    assert station(told) == [("李二", "", "")]
    with pytest.raises(Refused, match="没有这名亲属"):
        station(lambda work: rescues.drop_relative(work, vagrant, 1))


def test_a_township_reads_the_relatives_without_their_telephone(store: Store, station: Click):
    vagrant = station(lambda work: a_vagrant(work).id)
    station(lambda work: rescues.add_relative(work, vagrant, "李某", "弟", "13900000008"))
    clerk = an_actor(role="2", village_codes=None)
    for who, phone in ((STATION, "13900000008"), (clerk, "*******0008")):
        file = store.read(lambda work: rescue_file.rescue_file(work, PACK, vagrant), who)
        assert [one.phone for one in file.relatives] == [phone]
