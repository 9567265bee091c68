from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from app import resources
from app.errors import Refused, Unreadable
from app.forms.definition import FormDefinition, load_form
from app.forms.export import instance_xml
from app.forms.filling import FormFilling
from tests.unit.forms.forms_made import bind, made, question, repeat
from tests.unit.forms.walking import NOW, blank

RUHU = load_form(resources.read_bytes("forms", "ruhu", "form.xml"))
GOOD_ID = "110101199003077774"


@pytest.fixture
def visit() -> FormFilling:
    return blank(RUHU)


def test_an_answer_says_what_it_changed(visit: FormFilling) -> None:
    changes = visit.answer("loc/county", "a")
    assert changes.paths == {"loc/county", "loc/town", "loc/village"}
    assert visit.node("loc/town").relevant
    assert [choice.value for choice in visit.node("loc/town").choices] == ["a1", "a2"]


def test_the_same_answer_again_changes_nothing(visit: FormFilling) -> None:
    visit.answer("loc/county", "a")
    assert visit.answer("loc/county", "a").paths == frozenset()


def test_a_choice_no_longer_offered_is_cleared_with_a_notice_that_can_undo(
    visit: FormFilling,
) -> None:
    visit.answer("loc/county", "a")
    visit.answer("loc/town", "a1")
    changes = visit.answer("loc/county", "b")
    assert visit.node("loc/town").value == ""
    (notice,) = changes.notices
    assert (notice.path, notice.old_value) == ("loc/town", "a1")
    assert "已清除" in notice.text
    undone = notice.undo()
    assert "loc/town" in undone.paths
    assert visit.node("loc/town").value == "a1"
    assert visit.node("loc/county").value == "a"


def test_a_notice_can_undo_later_and_leaves_what_was_answered_since(visit: FormFilling) -> None:
    visit.answer("loc/county", "a")
    visit.answer("loc/town", "a1")
    notice = visit.answer("loc/county", "b").notices[0]
    visit.answer("head/hname", "张三")
    before = visit.state()
    notice.undo()
    assert visit.node("loc/town").value == "a1"
    assert visit.node("loc/county").value == "a"
    assert visit.node("head/hname").value == "张三"
    visit.undo()
    assert visit.state() == before


def test_a_notice_undoes_only_once(visit: FormFilling) -> None:
    visit.answer("loc/county", "a")
    visit.answer("loc/town", "a1")
    notice = visit.answer("loc/county", "b").notices[0]
    notice.undo()
    before = visit.state()
    assert notice.undo().paths == frozenset()
    assert visit.state() == before


def test_an_irrelevant_answer_is_kept_and_comes_back(visit: FormFilling) -> None:
    visit.answer("need/needs", "other")
    visit.answer("need/need_other", "修房")
    visit.answer("need/needs", "ill")
    assert not visit.node("need/need_other").relevant
    assert visit.node("need/need_other").value == ""
    assert "修房" in json.dumps(visit.state(), ensure_ascii=False)
    visit.answer("need/needs", "other")
    assert visit.node("need/need_other").value == "修房"


def test_an_id_number_is_checked_and_read(visit: FormFilling) -> None:
    visit.answer("head/hid", GOOD_ID[:-1] + "X")
    state = visit.node("head/hid")
    assert not state.constraint_ok
    assert state.message == "身份证号格式或校验位不正确"
    assert state.value == GOOD_ID[:-1] + "X"
    visit.answer("head/hid", GOOD_ID)
    assert visit.node("head/hid").constraint_ok
    assert visit.node("head/hbirth").value == "1990-03-07"
    assert visit.node("head/hsex").value == "男"


def test_rows_have_ids_that_stay_when_other_rows_go(visit: FormFilling) -> None:
    second = visit.add_row("member")
    assert "member" in visit.last_changes.paths
    assert visit.last_changes.has_new_structure
    first = visit.rows("member")[0]
    visit.answer(f"{second}/mname", "李四")
    visit.remove_row(first)
    assert visit.rows("member") == (second,)
    assert visit.node(f"{second}/mname").value == "李四"
    assert visit.node(f"{second}/idx").value == "1"
    assert visit.node("n").value == "1"


def test_a_removed_row_comes_back_whole(visit: FormFilling) -> None:
    row = visit.rows("member")[0]
    visit.answer(f"{row}/mname", "王五")
    before = visit.state()
    visit.remove_row(row)
    assert visit.rows("member") == ()
    visit.undo()
    assert visit.state() == before


def test_undo_goes_back_to_the_blank_form(visit: FormFilling) -> None:
    before = visit.state()
    visit.answer("loc/county", "a")
    visit.answer("loc/town", "a1")
    visit.add_row("member")
    visit.answer("head/hid", GOOD_ID)
    while visit.can_undo:
        visit.undo()
    assert visit.state() == before
    assert visit.undo().paths == frozenset()


def test_what_is_no_answer_of_the_type_is_not_stored_and_said(visit: FormFilling) -> None:
    row = visit.rows("member")[0]
    changes = visit.answer(f"{row}/mage", "三岁")
    assert visit.node(f"{row}/mage").value == ""
    assert "“三岁”不是整数" in changes.notices[0].text


def test_the_problems_are_listed_in_the_order_of_the_form(visit: FormFilling) -> None:
    visit.answer("loc/visit_date", "2030-01-01")
    problems = visit.problems()
    assert problems[0].path == "loc/county"
    assert problems[0].kind == "required"
    assert ("loc/visit_date", "走访日期不能晚于今天", "constraint") in [
        (one.path, one.text, one.kind) for one in problems
    ]


def test_completeness_counts_relevant_questions(visit: FormFilling) -> None:
    answered, asked = visit.completeness()
    visit.answer("loc/county", "a")
    assert visit.completeness() == (answered + 1, asked + 1)


def test_a_snapshot_reads_back_as_it_was(visit: FormFilling) -> None:
    visit.answer("loc/county", "a")
    visit.answer("need/needs", "other")
    visit.answer("need/need_other", "修房")
    visit.answer("need/needs", "ill")
    visit.answer("loc/visit_date", "")
    visit.remove_row(visit.rows("member")[0])
    visit.add_row("member")
    state = json.loads(json.dumps(visit.state()))
    again = blank(RUHU, state)
    assert again.state() == state
    assert not again.node("need/need_other").relevant
    assert again.rows("member") == visit.rows("member")
    assert again.problems() == visit.problems()


@pytest.mark.parametrize(
    "answers",
    [None, [], {"loc": "x"}, {"member": {}}, {"member": ["x"]}, {"head": {"hname": 3}}],
)
def test_a_damaged_draft_is_said_to_be_damaged(answers: object) -> None:
    with pytest.raises(Unreadable, match="草稿已损坏"):
        blank(RUHU, {"answers": answers})


def test_labels_change_with_the_language_and_fall_back(visit: FormFilling) -> None:
    visit.set_language("English (en)")
    assert visit.node("head/hname").label == "Name"
    visit.answer("head/hid", "1")
    assert visit.node("head/hid").message == "身份证号格式或校验位不正确"


def test_a_page_shows_rows_between_repeat_and_content(visit: FormFilling) -> None:
    visit.add_row("member")
    nodes = visit.page_nodes("member")
    assert [node.kind for node in nodes[:3]] == ["repeat", "row", "question"]
    assert sum(node.kind == "row" for node in nodes) == 2
    assert nodes[0].rows == visit.rows("member")
    assert nodes[2].parent == nodes[1].path


def test_the_export_leaves_out_what_is_not_relevant(visit: FormFilling) -> None:
    visit.answer("need/needs", "other")
    visit.answer("need/need_other", "修房 & 补漏")
    root = ET.fromstring(instance_xml(visit))
    assert root.attrib == {"id": "ruhu", "version": "2026010101"}
    assert root.findtext("need/need_other") == "修房 & 补漏"
    visit.answer("need/needs", "ill")
    assert ET.fromstring(instance_xml(visit)).find("need/need_other") is None


def test_a_path_to_nowhere_is_refused(visit: FormFilling) -> None:
    for call in (
        lambda: visit.answer("nope", "1"),
        lambda: visit.answer("member", "1"),
        lambda: visit.node("nope"),
        lambda: visit.add_row("loc"),
        lambda: visit.remove_row("member/none"),
    ):
        with pytest.raises(Refused):
            call()


COUNTED: FormDefinition = made(
    "<n/><ask/><r><x/></r>",
    binds=bind("n", type="int", relevant="/data/ask = 'yes'"),
    body=question("ask") + question("n") + repeat("r", question("r/x"), count="/data/n"),
)


def test_fewer_counted_rows_are_said_and_can_be_undone() -> None:
    filling = blank(COUNTED)
    filling.answer("ask", "yes")
    filling.answer("n", "3")
    last = filling.rows("r")[2]
    filling.answer(f"{last}/x", "填过")
    changes = filling.answer("n", "1")
    assert len(filling.rows("r")) == 1
    assert "已删除" in changes.notices[0].text
    filling.answer(f"{filling.rows('r')[0]}/x", "后来的")
    changes.notices[0].undo()
    assert filling.node(f"{last}/x").value == "填过"
    assert len(filling.rows("r")) == 3
    assert filling.rows("r")[-1] == last
    assert filling.node(f"{filling.rows('r')[0]}/x").value == "后来的"
    assert filling.node("n").value == "3"


def test_a_count_that_becomes_irrelevant_deletes_no_row() -> None:
    filling = blank(COUNTED)
    filling.answer("ask", "yes")
    filling.answer("n", "3")
    filling.answer("ask", "no")
    assert len(filling.rows("r")) == 3


def test_people_cannot_add_counted_rows() -> None:
    with pytest.raises(Refused, match="行数由其他答案决定"):
        blank(COUNTED).add_row("r")


TRIGGERED = made(
    "<a/><when/><r><b/><c/></r>",
    body=question("a", '<setvalue event="xforms-value-changed" ref="/data/when" value="today()"/>')
    + repeat("r", question("r/b") + question("r/c"))
    + "",
    model='<setvalue event="odk-instance-first-load odk-new-repeat" ref="/data/r/c" value="1 + 1"/>',
)


def test_a_trigger_sets_its_value_and_undo_takes_both_back() -> None:
    filling = blank(TRIGGERED)
    filling.answer("a", "x")
    assert filling.node("when").value == "2026-11-24"
    filling.undo()
    assert filling.node("when").value == ""


def test_a_dynamic_default_fills_the_first_row_and_new_rows() -> None:
    filling = blank(TRIGGERED)
    row = filling.add_row("r")
    assert [filling.node(f"{one}/c").value for one in filling.rows("r")] == ["2", "2"]
    filling.answer(f"{row}/c", "7")
    assert blank(TRIGGERED, filling.state()).node(f"{row}/c").value == "7"


def test_choices_come_from_rows() -> None:
    form = made(
        "<r><name/></r><who/>",
        body=repeat("r", question("r/name"))
        + '<select1 ref="/data/who"><label>谁</label><itemset nodeset="/data/r[name != \'\']">'
        '<value ref="name"/><label ref="name"/></itemset></select1>',
    )
    filling = blank(form)
    row = filling.rows("r")[0]
    filling.answer(f"{row}/name", "张三")
    filling.answer("who", "张三")
    assert filling.node("who").value == "张三"
    changes = filling.answer(f"{row}/name", "李四")
    assert filling.node("who").value == ""
    assert changes.notices[0].path == "who"
    assert [choice.label for choice in filling.node("who").choices] == ["李四"]


def test_a_draft_of_an_older_version_is_worked_out_again() -> None:
    old = made("<a/><b/>", body=question("a"))
    filling = blank(old)
    filling.answer("a", "2")
    new = made("<a/><b/>", binds=bind("b", calculate="/data/a * 2"), body=question("a"))
    assert blank(new, filling.state()).node("b").value == "4"


def test_the_same_person_and_day_stand_in_the_preloads() -> None:
    form = made(
        "<who/><day/><start/><end/>",
        binds='<bind nodeset="/data/who" jr:preload="property" jr:preloadParams="username"/>'
        '<bind nodeset="/data/day" type="date" jr:preload="date" jr:preloadParams="today"/>'
        '<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>',
    )
    filling = FormFilling(form, now=lambda: NOW, username="王科", new_id=lambda: "id")
    assert filling.node("who").value == "王科"
    assert filling.node("day").value == "2026-11-24"
    filling.finish()
    assert filling.node("end").value == "2026-11-24T09:00:00.000+08:00"
