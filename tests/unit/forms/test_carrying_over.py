"""升级草稿: nothing that was typed is lost between two versions of a form."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms.carrying_over import CarriedOver, carry_over, is_typed
from app.forms.definition import FormDefinition
from app.forms.filling import FormFilling
from app.services.form_files import shipped_forms
from tests.unit.forms.forms_made import bind, made, question, repeat
from tests.unit.forms.walking import NOW, blank, step

CHOICES = (
    "<item><label>甲</label><value>a</value></item><item><label>乙</label><value>b</value></item>"
)
WITHOUT_B = "<item><label>甲</label><value>a</value></item>"


def select(name: str, items: str, kind: str = "select1") -> str:
    return f'<{kind} ref="/data/{name}"><label>{name}</label>{items}</{kind}>'


def was(name: str, old: str, **more: str) -> str:
    """The bind of a question that was called otherwise."""
    named = bind(name, **more).removesuffix("/>")
    return f'{named} xmlns:ruhu="urn:ruhu" ruhu:was="{old}"/>'


def over(old: FormFilling, new: FormDefinition) -> CarriedOver:
    numbers = iter(range(1000, 100_000))
    return carry_over(old, new, now=lambda: NOW, new_id=lambda: f"id{next(numbers)}")


def answered(form: FormDefinition, **answers: str) -> FormFilling:
    filling = blank(form)
    for name, value in answers.items():
        filling.answer(name.replace("__", "/"), value)
    return filling


def test_an_answer_is_carried_by_its_path():
    old = answered(made("<a/><b/>", body=question("a") + question("b")), a="一", b="二")
    done = over(old, made("<b/><a/><c/>", body=question("b") + question("a") + question("c")))
    assert [(one.path, one.value) for one in done.carried] == [("a", "一"), ("b", "二")]
    assert done.orphaned == done.changed == done.newly_wrong == ()
    assert done.filling.node("a").value == "一"


@pytest.mark.parametrize("said", ["a", "/data/a", "data/a", " a "])
def test_a_renamed_question_is_carried_by_its_old_name(said: str):
    old = answered(made("<a/>", body=question("a")), a="一")
    done = over(old, made("<z/>", binds=was("z", said), body=question("z")))
    assert [(one.was.path, one.path, one.value) for one in done.carried] == [("a", "z", "一")]


def test_a_question_moved_into_a_group_is_carried_by_its_old_path():
    old = answered(made("<a/>", body=question("a")), a="一")
    done = over(old, made("<g><a/></g>", binds=was("g/a", "a"), body=question("g/a")))
    assert done.filling.node("g/a").value == "一"


def test_two_questions_may_change_their_names_with_each_other():
    old = answered(made("<a/><b/>", body=question("a") + question("b")), a="一", b="二")
    binds = was("a", "b") + was("b", "a")
    done = over(old, made("<a/><b/>", binds=binds, body=question("a") + question("b")))
    assert (done.filling.node("a").value, done.filling.node("b").value) == ("二", "一")


def test_what_lies_in_a_renamed_group_goes_with_it():
    old = answered(made("<g><a/></g>", body=question("g/a")), g__a="一")
    done = over(old, made("<h><a/></h>", binds=was("h", "g"), body=question("h/a")))
    assert done.filling.node("h/a").value == "一"


def test_rows_keep_their_ids_and_a_renamed_repeat_its_rows():
    old = blank(made("<m><n/></m>", body=repeat("m", question("m/n"))))
    paths = [*old.rows("m"), old.add_row("m")]
    for number, path in enumerate(paths):
        old.answer(f"{path}/n", str(number))
    new = made("<p><n/></p>", binds=was("p", "m"), body=repeat("p", question("p/n")))
    done = over(old, new)
    rows = [path.replace("m/", "p/") for path in paths]
    assert done.filling.rows("p") == tuple(rows)
    assert [done.filling.node(f"{path}/n").value for path in rows] == ["0", "1"]
    assert done.paths[paths[0]] == rows[0]


def test_a_question_that_is_gone_leaves_its_answer_behind():
    old = answered(made("<a/><b/>", body=question("a") + question("b")), a="一", b="二")
    done = over(old, made("<b/>", body=question("b")))
    assert [(one.was.value, one.reason) for one in done.orphaned] == [("一", "新版里没有这道题")]


def test_a_question_moved_out_of_its_repeat_has_no_one_place():
    old = blank(made("<m><n/></m>", body=repeat("m", question("m/n"))))
    old.answer(f"{old.rows('m')[0]}/n", "一")
    done = over(old, made("<n/>", binds=was("n", "m/n"), body=question("n")))
    assert [one.was.value for one in done.orphaned] == ["一"]
    assert done.filling.node("n").value == ""


def test_a_choice_that_went_is_said_and_the_others_stay():
    body = select("a", CHOICES) + select("m", CHOICES, "select")
    old = answered(made("<a/><m/>", body=body), a="b", m="a b")
    body = select("a", WITHOUT_B) + select("m", WITHOUT_B, "select")
    done = over(old, made("<a/><m/>", body=body))
    assert [(one.was.path, one.was.shown) for one in done.orphaned] == [("a", "乙")]
    assert [(one.was.shown, one.shown) for one in done.changed] == [("甲、乙", "甲")]


@pytest.mark.parametrize(
    ("before", "after", "value", "carried", "reason"),
    [
        (bind("a", type="decimal"), bind("a", type="int"), "3.5", "3", ""),
        (bind("a", type="int"), bind("a"), "3", "3", ""),
        (bind("a"), bind("a", type="int"), "三个", "", "现在要填整数，原来的答案不是"),
        (
            bind("a", type="date"),
            bind("a", type="dateTime"),
            "2026-01-02",
            "2026-01-02T00:00:00.000+08:00",
            "",
        ),
        (bind("a"), bind("a", calculate="1 + 1"), "3", "2", "现在由表单自己算"),
    ],
)
def test_an_answer_of_another_type_is_read_anew(
    before: str, after: str, value: str, carried: str, reason: str
):
    old = answered(made("<a/>", binds=before, body=question("a")), a=value)
    done = over(old, made("<a/>", binds=after, body=question("a")))
    assert done.filling.node("a").value == carried
    assert [one.reason for one in done.orphaned] == ([reason] if reason else [])


def test_a_text_becomes_the_choice_it_reads_and_a_choice_the_text():
    text = made("<a/>", body=question("a"))
    choice = made("<a/>", body=select("a", CHOICES))
    assert over(answered(text, a="乙"), choice).filling.node("a").value == "b"
    assert over(answered(choice, a="b"), text).filling.node("a").value == "乙"


def test_what_is_worked_out_is_worked_out_again():
    body = question("a")
    old = answered(
        made(
            "<a/><t/>", binds=bind("a", type="int") + bind("t", calculate="/data/a + 1"), body=body
        ),
        a="2",
    )
    binds = bind("a", type="int") + bind("t", calculate="/data/a * 10")
    done = over(old, made("<a/><t/>", binds=binds, body=body))
    assert done.filling.node("t").value == "20"


def test_what_is_newly_required_is_said_and_what_was_missing_before_is_not():
    body = question("a") + question("b")
    old = blank(made("<a/><b/>", binds=bind("a", required="true()"), body=body))
    binds = bind("a", required="true()") + bind("b", required="true()")
    done = over(old, made("<a/><b/>", binds=binds, body=body))
    assert [one.path for one in done.newly_wrong] == ["b"]


def test_an_answer_that_is_no_longer_asked_is_kept_and_said():
    body = question("a") + question("b")
    old = answered(made("<a/><b/>", body=body), b="二")
    done = over(old, made("<a/><b/>", binds=bind("b", relevant="/data/a = '1'"), body=body))
    assert [(one.path, one.is_hidden) for one in done.changed] == [("b", True)]
    done.filling.answer("a", "1")
    assert done.filling.node("b").value == "二"


def test_rows_that_the_new_version_does_not_count_leave_their_answers_behind():
    old = blank(made("<m><n/></m>", body=repeat("m", question("m/n"))))
    for path in (*old.rows("m"), old.add_row("m")):
        old.answer(f"{path}/n", "一")
    done = over(old, made("<m><n/></m>", body=repeat("m", question("m/n"), count="1")))
    assert [one.reason for one in done.orphaned] == ["新版里没有这一行"]
    assert len(done.carried) == 1


_NAMES = "abcd"


@st.composite
def versions(draw: st.DrawFn) -> FormDefinition:
    """A small form: questions of any type, some in a group, a repeat with one or two questions."""
    data, grouped, binds, body = "", "", "", ""
    for name in draw(st.lists(st.sampled_from(_NAMES), unique=True)):
        place = draw(st.sampled_from(("", "g/")))
        kind = draw(st.sampled_from(("string", "int", "date", "select1", "select", "calculate")))
        old = draw(st.sampled_from(("", "", "a", "g/b", "m/e", "m", "zz")))
        if place:
            grouped += f"<{name}/>"
        else:
            data += f"<{name}/>"
        path = f"{place}{name}"
        more = {"calculate": "1"} if kind == "calculate" else {"type": kind}
        binds += was(path, old, **more) if old else bind(path, **more)
        body += select(path, CHOICES, kind) if kind.startswith("select") else question(path)
    data += f"<g>{grouped}</g>" if grouped else ""
    if draw(st.booleans()):
        counted = draw(st.sampled_from(("", "2")))
        inside = draw(st.sampled_from(("e", "f")))
        data += f"<m><{inside}/></m>"
        old = draw(st.sampled_from(("", "m/e", "a")))
        binds += was(f"m/{inside}", old) if old else bind(f"m/{inside}")
        body += repeat("m", question(f"m/{inside}"), count=counted)
    return made(data or "<x/>", binds=binds, body=body or question("x"))


def check_nothing_is_lost(old: FormFilling, new: FormDefinition) -> None:
    before = old.state()
    done = over(old, new)
    given = {live.path: live.value for live in old.root().below() if live.value and is_typed(live)}
    carried = {one.was.path: one.was.value for one in done.carried}
    orphaned = {one.was.path: one.was.value for one in done.orphaned}
    assert not carried.keys() & orphaned.keys()
    assert carried | orphaned == given
    assert all(one.reason for one in done.orphaned)
    assert len({one.path for one in done.carried}) == len(done.carried)
    after = {live.path: live.value for live in done.filling.root().below()}
    assert all(after[one.path] == one.value != "" for one in done.carried)
    assert old.state() == before
    again = blank(new, done.filling.state())
    assert again.state() == done.filling.state()


@given(old=versions(), new=versions(), seed=st.integers(0, 10_000))
def test_every_answer_is_carried_or_left_behind_never_both(
    old: FormDefinition, new: FormDefinition, seed: int
):
    filling, chance = blank(old), random.Random(seed)
    for _ in range(12):
        step(filling, chance)
    check_nothing_is_lost(filling, new)


@given(old=versions(), seed=st.integers(0, 10_000))
def test_the_same_version_takes_over_everything(old: FormDefinition, seed: int):
    filling, chance = blank(old), random.Random(seed)
    for _ in range(12):
        step(filling, chance)
    if not any(one.bind.extra.get("was") for one in old.elements.values()):
        assert over(filling, old).orphaned == ()


@pytest.mark.parametrize("form_id", ["ruhu", "ertong"])
def test_a_real_form_is_carried_over_into_itself_whole(form_id: str):
    form = shipped_forms().current(form_id).definition
    filling, chance = blank(form), random.Random(7)
    for _ in range(80):
        step(filling, chance)
    check_nothing_is_lost(filling, form)
    done = over(filling, form)
    assert done.orphaned == done.changed == done.newly_wrong == ()
