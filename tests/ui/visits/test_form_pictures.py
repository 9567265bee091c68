"""Pictures that the county published with a form, where it is filled in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.forms.library import FormLibrary
from app.security.signatures import DeviceKeys
from app.services import drafts, form_publishing
from app.services.published_forms import kept_forms, library_with
from app.ui.pages import Desk, Target
from app.ui.visits.fields.choice_button import ChoiceButton
from app.ui.visits.form_picture import form_picture
from app.ui.visits.page import VisitsPage
from app.ui.visits.visit_page import VisitPage
from tests.factories import a_household
from tests.stores import an_actor
from tests.ui.pictures import take
from tests.ui.real_store import RealStore, opened
from tests.unit.printing.filled_samples import a_photo
from tests.unit.services.conftest import the_calendar, the_pack
from tests.unit.services.pictured_form import pictured

pytest.importorskip("pyxform")
from app.services.form_checking import check

KEYS = DeviceKeys(bytes(range(64)))
NOTHING = FormLibrary(())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RealStore]:
    with opened(tmp_path, role="2", village_codes=None) as found:
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, store: RealStore, tmp_path: Path) -> VisitsPage:
    report = check(pictured(tmp_path), library=NOTHING)
    county = an_actor(role="1", org_code=None, village_codes=None)
    store.store.perform(lambda work: form_publishing.publish(work, report, NOTHING, KEYS), county)
    library = library_with(NOTHING, store.do(kept_forms))
    household = store.do(lambda work: a_household(work, 1).id)
    begun = store.do(lambda work: drafts.start(work, library, "t", household))
    made = VisitsPage(desk, library=library, pack=the_pack(), calendar=the_calendar())
    qtbot.addWidget(made)
    made.resize(1188, 620)
    with qtbot.waitExposed(made):
        made.show()
    made.activated()
    made.open(Target("draft", begun.id))
    qtbot.waitUntil(lambda: bool(made.findChildren(VisitPage)), timeout=10_000)
    return made


def test_pictures_stand_below_a_label_and_in_choices_and_nothing_is_wider_than_the_page(
    page: VisitsPage,
):
    (visit,) = page.findChildren(VisitPage)
    assert visit.form.go_to("roof")
    take(page, "form_pictures", (1188, 620))
    named = [one for one in page.findChildren(QLabel) if one.accessibleName() == "图片：house.jpg"]
    (picture,) = named
    assert 0 < picture.pixmap().width() <= page.width() // 2
    buttons = {one.text(): one for one in page.findChildren(ChoiceButton)}
    assert buttons["瓦"].sizeHint().height() > 2 * buttons["红星村"].sizeHint().height()


@pytest.mark.parametrize("size", [(3000, 100), (100, 3000), (40, 30)])
def test_a_picture_is_never_larger_than_its_room_nor_enlarged(qtbot: QtBot, size: tuple[int, int]):
    holder = QWidget()
    qtbot.addWidget(holder)
    image = form_picture(a_photo(*size), QSize(400, 200), holder)
    assert isinstance(image, QImage)
    assert image.width() <= min(400, size[0])
    assert image.height() <= min(200, size[1])


def test_what_is_no_picture_leaves_no_hole(qtbot: QtBot):
    holder = QWidget()
    qtbot.addWidget(holder)
    for content in (b"", b"\x89PNG\r\n\x1a\n rubbish"):
        assert form_picture(content, QSize(400, 200), holder) is None
