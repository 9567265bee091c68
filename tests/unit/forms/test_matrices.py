"""A group that is a matrix, as the converter writes it: headings over rows of choices."""

from __future__ import annotations

from app.forms.read_out import Said, read_out
from tests.unit.forms.forms_made import bind, made
from tests.unit.forms.walking import blank

CHOICES = "".join(
    f"<item><label>{label}</label><value>{value}</value></item>"
    for value, label in (("1", "能"), ("2", "不能"))
)


def asked(name: str, label: str, appearance: str) -> str:
    return (
        f'<select1 ref="/data/g/{name}" appearance="{appearance}"><label>{label}</label>'
        f"{CHOICES}</select1>"
    )


FORM = made(
    "<g><generated_table_list_label_2/><over/><eat/><dress/></g>",
    binds=bind("g/generated_table_list_label_2", type="string", readonly="true()"),
    body=(
        '<group ref="/data/g" appearance="field-list">'
        '<input ref="/data/g/generated_table_list_label_2"><label>生活能力</label></input>'
        + asked("over", " ", "label")
        + asked("eat", "吃饭", "list-nolabel")
        + asked("dress", "穿衣", "list-nolabel")
        + "</group>"
    ),
)


def test_the_label_of_a_matrix_is_the_heading_of_its_group() -> None:
    filling = blank(FORM)
    (page,) = FORM.pages
    assert filling.page_label(page) == "生活能力"
    names = [node.name for node in filling.page_nodes(page) if node.kind == "question"]
    assert names == ["over", "eat", "dress"]


def test_the_headings_over_a_matrix_are_no_question() -> None:
    filling = blank(FORM)
    filling.answer("g/eat", "2")
    assert filling.completeness() == (1, 2)
    (page,) = read_out(filling)
    assert page.label == "生活能力"
    assert [(one.label, one.text) for one in page.parts if isinstance(one, Said)] == [
        ("吃饭", "不能"), ("穿衣", ""),
    ]  # fmt: skip
