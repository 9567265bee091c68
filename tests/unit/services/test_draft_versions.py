"""升级草稿: a draft stays on its version until somebody says otherwise, and can always go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.errors import Refused
from app.forms.filling import FormFilling
from app.forms.library import FormFiles, FormLibrary
from app.services import draft_versions, drafts
from app.services.drafts import Answered, OpenDraft
from app.services.published_forms import library_with
from app.storage.unit_of_work import UnitOfWork
from tests.factories import a_household
from tests.stores import NOW
from tests.unit.forms.forms_made import bind, question, xform
from tests.unit.services.conftest import Click


def version(number: str, data: str, *, binds: str = "", prefill: Any = None) -> FormFiles:
    names = [one.strip("</>") for one in data.split("/><")]
    body = "".join(map(question, names))
    xml = xform(data, binds=binds, body=body).replace(
        b"version='1'", f"version='{number}'".encode()
    )
    return FormFiles("t", xml, {}, prefill or {}, {"visit_kind": "9"})


FIRST = version("2026", "<who/><phone/><note/>", prefill={"who": "head.name"})
WAS = bind("name").replace("/>", ' xmlns:ruhu="urn:ruhu" ruhu:was="who"/>')
SECOND = version(
    "2027",
    "<name/><phone/><addr/>",
    binds=WAS + bind("addr", required="true()"),
    prefill={"name": "head.name"},
)
OLD = FormLibrary.of([FIRST])
BOTH = library_with(OLD, [SECOND])


@pytest.fixture
def draft(do: Click) -> OpenDraft:
    household = do(lambda work: a_household(work, 1).id)
    begun = do(lambda work: drafts.start(work, OLD, "t", household))
    answer(do, begun, OLD, note="屋顶漏雨", phone="13900000001")
    return do(lambda work: drafts.resume(work, OLD, begun.id))


def answer(do: Click, draft: OpenDraft, library: FormLibrary, **answers: str) -> None:
    """Commit these answers one by one, as the window does."""
    for name, value in answers.items():
        now = do(lambda work: drafts.resume(work, library, draft.id))
        filling = FormFilling(
            now.form.definition, now=lambda: NOW, new_id=lambda: "x", state=now.state
        )
        filling.answer(name, value)
        given = Answered(
            name, value, filling.state(), dict(now.values), name, *filling.completeness()
        )
        do(lambda work, given=given: drafts.commit_answer(work, draft.id, given))


def values(draft: OpenDraft) -> dict[str, Any]:
    answers = dict(draft.state["answers"])
    return {name: value for name, value in answers.items() if name != "meta"}


def test_a_draft_stays_on_its_version_and_hears_of_the_new_one(do: Click, draft: OpenDraft):
    found = do(lambda work: drafts.resume(work, BOTH, draft.id))
    assert found.form.definition.version == "2026"
    assert (found.newer_version, found.older_version) == ("2027", "")
    assert draft.newer_version == ""


def test_looking_ahead_says_everything_and_writes_nothing(do: Click, draft: OpenDraft):
    report = do(lambda work: draft_versions.look_ahead(work, BOTH, draft.id))
    assert (report.old_version, report.new_version, report.carried) == ("2026", "2027", 2)
    assert [(one.was.label, one.was.shown) for one in report.orphaned] == [("note", "屋顶漏雨")]
    assert [one.label for one in report.newly_wrong] == ["addr"]
    assert do(lambda work: drafts.resume(work, BOTH, draft.id)) == do(
        lambda work: drafts.resume(work, BOTH, draft.id)
    )
    assert values(do(lambda work: drafts.resume(work, OLD, draft.id))) == values(draft)


def upgraded(do: Click, draft: OpenDraft) -> OpenDraft:
    sha256 = BOTH.current("t").definition.sha256
    return do(lambda work: draft_versions.upgrade(work, BOTH, draft.id, sha256))


def test_upgrading_carries_what_it_said_and_the_marks_of_what_was_known(
    do: Click, draft: OpenDraft
):
    new = upgraded(do, draft)
    assert new.form.definition.version == "2027"
    assert values(new) == {"name": values(draft)["who"], "phone": "13900000001", "addr": ""}
    assert new.known.keys() == {"name"}
    assert (new.newer_version, new.older_version) == ("", "2026")
    assert [(one.label, one.shown) for one in new.left_behind] == [("note", "屋顶漏雨")]
    assert new.at_path == "phone"
    assert do(lambda work: drafts.resume(work, BOTH, draft.id)) == new


def test_going_back_finds_everything_as_it_stood(do: Click, draft: OpenDraft):
    new = upgraded(do, draft)
    answer(do, new, BOTH, addr="大湾村2组")
    old = do(lambda work: draft_versions.go_back(work, BOTH, draft.id))
    assert (old.state, old.known, old.at_path) == (draft.state, draft.known, draft.at_path)
    assert (old.newer_version, old.older_version, old.left_behind) == ("2027", "", ())


def test_what_was_typed_after_the_upgrade_comes_back_with_undo(do: Click, draft: OpenDraft):
    new = upgraded(do, draft)
    answer(do, new, BOTH, addr="大湾村2组")
    do(lambda work: draft_versions.go_back(work, BOTH, draft.id))
    again = do(lambda work: drafts.undo_step(work, BOTH, draft.id))
    assert values(again)["addr"] == "大湾村2组"
    assert again.form.definition.version == "2027"


def test_undo_goes_through_the_upgrade_to_the_first_answer(do: Click, draft: OpenDraft):
    answer(do, upgraded(do, draft), BOTH, addr="大湾村2组")
    found = [do(lambda work: drafts.undo_step(work, BOTH, draft.id)) for _ in range(4)]
    assert [one.form.definition.version for one in found] == ["2027", "2026", "2026", "2026"]
    assert found[1].state == draft.state
    assert not found[3].can_undo
    assert values(found[3])["note"] == ""


def test_a_draft_upgraded_twice_goes_back_step_by_step(do: Click, draft: OpenDraft):
    second = upgraded(do, draft)
    third = library_with(BOTH, [version("2028", "<name/><phone/>")])
    sha256 = third.current("t").definition.sha256
    answer(do, second, BOTH, addr="大湾村2组")
    newest = do(lambda work: draft_versions.upgrade(work, third, draft.id, sha256))
    assert [one.label for one in newest.left_behind] == ["note", "addr"]
    back = do(lambda work: draft_versions.go_back(work, third, draft.id))
    assert (back.form.definition.version, back.older_version) == ("2027", "2026")
    first = do(lambda work: draft_versions.go_back(work, third, draft.id))
    assert first.state == draft.state


def test_nothing_newer_nothing_older_and_a_version_that_came_meanwhile_are_refused(
    do: Click, draft: OpenDraft
):
    refused: tuple[tuple[str, Callable[[UnitOfWork], object]], ...] = (
        ("draft_is_current", lambda work: draft_versions.look_ahead(work, OLD, draft.id)),
        ("no_older_version", lambda work: draft_versions.go_back(work, OLD, draft.id)),
        ("form_changed", lambda work: draft_versions.upgrade(work, BOTH, draft.id, "0" * 64)),
    )
    for code, verb in refused:
        with pytest.raises(Refused) as raised:
            do(verb)
        assert raised.value.code == code


def test_a_new_version_is_offered_and_the_older_ones_stay_to_be_read():
    assert [one.definition.version for one in BOTH.offered()] == ["2027"]
    first = FIRST.form.definition
    assert BOTH.pinned("t", "2026", first.sha256).definition.version == "2026"
    with pytest.raises(Refused) as refused:
        BOTH.pinned("t", "2025", first.sha256)
    assert refused.value.code == "form_version_missing"
