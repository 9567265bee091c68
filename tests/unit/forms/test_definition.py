from __future__ import annotations

import gc
import time
import tracemalloc

import pytest

from app import resources
from app.errors import Unreadable
from app.forms.definition import FormDefinition, load_form
from tests.unit.forms.forms_made import bind, made, question, repeat, xform
from tests.unit.forms.walking import blank

SHIPPED = resources.names("forms")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_form_loads_without_cycle_unknown_name_or_missing_table(name: str) -> None:
    form = load_form(resources.read_bytes("forms", name, "form.xml"))
    assert form.form_id
    assert form.version
    assert form.title
    assert form.plan.cycles == ()
    assert form.plan.unknown == ()
    assert form.missing_files == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_question_of_a_shipped_form_has_a_label_in_every_language(name: str) -> None:
    filling = blank(load_form(resources.read_bytes("forms", name, "form.xml")))
    asked = 0
    for language in filling.definition.languages or ("",):
        filling.set_language(language)
        for page in filling.definition.pages:
            for node in filling.page_nodes(page):
                if node.kind == "question":
                    asked += 1
                    assert node.label, (language, node.path)
    assert asked > 5


@pytest.mark.parametrize("name", SHIPPED)
def test_the_form_of_a_workbook_is_up_to_date(name: str) -> None:
    pytest.importorskip("pyxform")
    from tools.build_forms import converted

    workbook = resources.path("forms", name, "form.xlsx")
    assert resources.read_bytes("forms", name, "form.xml") == converted(workbook)


def test_the_pages_of_a_form_are_its_top_level_groups() -> None:
    form = load_form(resources.read_bytes("forms", "ruhu", "form.xml"))
    assert [page.key for page in form.pages][:3] == ["loc", "head", "member"]
    assert form.languages == ("中文 (zh)", "English (en)")


def test_loose_questions_around_groups_are_pages_of_their_own() -> None:
    form = made("<a/><b/>", body=question("a") + question("b"))
    assert [len(page.places) for page in form.pages] == [2]


def test_the_fingerprint_covers_the_tables() -> None:
    xml = xform("<a/>")
    assert load_form(xml).sha256 != load_form(xml, {"x.csv": b"a\n1\n"}).sha256


TABLE = (
    '<instance id="村" src="jr://file-csv/village.csv"/>'
    "<instance id='last' src='jr://instance/last-saved'/>"
)


def test_a_published_table_is_looked_up_by_value() -> None:
    csv = "\ufeffname;label\r\na1;红星村\r\na2;东风村\r\n".encode()
    form = load_form(
        xform(
            "<a/><b/>",
            model=TABLE,
            binds=bind("b", calculate="instance('村')/root/item[name = /data/a]/label"),
            body=question("a"),
        ),
        {"village.csv": csv},
    )
    filling = blank(form)
    filling.answer("a", "a2")
    assert filling.node("b").value == "东风村"
    filling.answer("a", "a3")
    assert filling.node("b").value == ""


def test_a_missing_table_is_listed_and_the_form_opens() -> None:
    form = made("<a/>", model=TABLE, body=question("a"))
    assert form.missing_files == ("village.csv", "last-saved")


@pytest.mark.parametrize("data", [b"name,label\na,\xff\xfe\n", b'name\n"' + b"x" * 200_000])
def test_a_damaged_table_is_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable, match="重新发布"):
        load_form(xform("<a/>", model=TABLE), {"village.csv": data})


def test_an_answer_calculated_from_itself_is_refused_with_its_name() -> None:
    with pytest.raises(Unreadable, match="“a”的公式用到了它自己"):
        made("<a/>", binds=bind("a", calculate="/data/a + 1"))


def test_a_cycle_of_two_is_listed_and_ends() -> None:
    form = made(
        "<a/><b/>",
        binds=bind("a", calculate="/data/b + 1") + bind("b", calculate="coalesce(/data/a, 0)"),
    )
    assert len(form.plan.cycles) == 1
    assert blank(form).node("a").value != ""


def test_a_path_to_nowhere_is_listed() -> None:
    form = made("<a/>", binds=bind("a", relevant="/data/nope = 1"))
    assert form.plan.unknown == ((("data", "a"), ("data", "nope")),)


def _ten_times(name: str) -> str:
    return f"&{name};" * 10


HOSTILE = {
    "entity bomb": xform(
        "<a>&c;</a>",
        before=(
            f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "{_ten_times("a")}">'
            f'<!ENTITY c "{_ten_times("b")}">]>'
        ),
    ),
    "external entity": xform("<a/>", before='<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
    "entity bomb in UTF-16": '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16"),
    "deep": xform("<x>" * 50_000 + "</x>" * 50_000),
    "wide": xform("<x/>" * 1_000_000),
    "too big": xform("x" * 17_000_000),
    "cut off": xform("<a/>")[:150],
    "nothing": b"",
    "no xml": b"\x00\xff\xfe" * 1_000,
    "unknown encoding": b'<?xml version="1.0" encoding="nope-8"?><x/>',
    "another xml": b"<x/>",
    "parentheses": xform("<a/>", binds=bind("a", calculate="(" * 15_000 + "1")),
    "calls": xform("<a/>", binds=bind("a", calculate="not(" * 3_000 + "1" + ")" * 3_000)),
    "predicates": xform("<a/>", binds=bind("a", calculate="/data/a[" * 2_000 + "1")),
    "long formula": xform("<a/>", binds=bind("a", calculate="1+" * 20_000 + "1")),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_or_damaged_form_ends_in_a_clear_refusal(data: bytes) -> None:
    gc.collect()
    gc.freeze()  # what other tests left in this process is not the form's to walk over
    try:
        begun = time.process_time()
        with pytest.raises(Unreadable, match="。"):
            load_form(data)
        assert time.process_time() - begun < 2
    finally:
        gc.unfreeze()
    tracemalloc.start()  # makes it three times as slow
    with pytest.raises(Unreadable):
        load_form(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000_000


INNER = '<group ref="/data/r/s"><repeat nodeset="/data/r/s" jr:count="1000"/></group>'
GREEDY = {
    "huge count": made("<a/><r><x/></r>", body=repeat("r", question("r/x"), count="999999999")),
    "rows in rows": made("<r><s><x/></s></r>", body=repeat("r", INNER, count="1000")),
    "catastrophic pattern": made(
        "<a/>", binds=bind("a", calculate=f"regex('{'a' * 60}!', '^(a+)+$')")
    ),
    "doubling text": made(
        "<a/><b/>",
        binds=bind("a", calculate="concat('x'" + ",/data/b" * 20 + ")")
        + bind("b", calculate="concat('y'" + ",/data/a" * 20 + ")"),
    ),
    "label in itself": made(
        "<a/>",
        model="<itext><translation lang='x'><text id='t'><value>"
        "<output value=\"jr:itext('t')\"/></value></text></translation></itext>",
        body='<input ref="/data/a"><label ref="jr:itext(\'t\')"/></input>',
    ),
    "everything by everything": made(
        "<a/>" + "<x/>" * 3_000, binds=bind("a", calculate="count(//x[count(//x[count(//x)>0])>0])")
    ),
}


@pytest.mark.parametrize("name", GREEDY)
def test_a_greedy_form_is_stopped_soon_and_can_still_be_opened(name: str) -> None:
    begun = time.process_time()
    look_through(GREEDY[name])
    assert time.process_time() - begun < 2
    tracemalloc.start()  # makes it slower
    try:
        look_through(GREEDY[name])
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()


def look_through(form: FormDefinition) -> None:
    filling = blank(form)
    for page in filling.definition.pages:
        filling.page_nodes(page)
    assert filling.problems() is not None


def test_a_look_up_by_two_columns_in_a_large_table_is_quick() -> None:
    rows = "".join(f"v{n},t{n % 500},{'ab'[n % 2]}\n" for n in range(20_000))
    form = load_form(
        xform(
            "<t/><k/><v/>",
            model='<instance id="v" src="jr://file-csv/v.csv"/>',
            body=question("t")
            + question("k")
            + '<select1 ref="/data/v"><label>v</label><itemset nodeset="instance(\'v\')/root/item'
            '[kind = /data/k and town = /data/t]"><value ref="name"/><label ref="name"/></itemset>'
            "</select1>",
        ),
        {"v.csv": f"name,town,kind\n{rows}".encode()},
    )
    filling = blank(form)
    filling.answer("k", "a")
    filling.answer("t", "t7")
    assert filling.node("v").choices == ()
    filling.answer("k", "b")
    begun = time.process_time()
    choices = filling.node("v").choices
    assert time.process_time() - begun < 0.1
    assert [choice.value for choice in choices][:2] == ["v7", "v507"]
    assert len(choices) == 40
