"""导览: the whole job through the real windows, leaving numbered pictures, two papers and a log.

Bring in a roster, find a household, fill in a visit, see what they get and why, print. In a home of
its own, on the practice county; also the end-to-end test.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtWidgets import QApplication, QTableView, QWidget

from app.desktop.program import Program
from app.desktop.robot import Robot, Script
from app.domain.clock import SystemClock
from app.settings import Settings
from app.ui.application import make_application, prepare_environment
from app.ui.pages import Target
from app.ui.theme import Look

W = TypeVar("W", bound=QWidget)

SIZE: Final = (1366, 768)
LARGE: Final = Look(15)
VISITED: Final = "郑堃"
WORKED_OUT: Final = "李某福"
EXTREME: Final = "艾力江"
"""In the name of the head of the household of twelve."""
ANSWERS: Final = (
    ("@visitor/2", "陈副手"),
    ("@met", "1"),
    ("@respondent", VISITED),
    ("@respondent_relation", "01"),
    ("loc/county", "a"),
    ("loc/town", "a1"),
    ("need/needs", "poor"),
)
"""What the records do not know: path and answer."""


def take_tour(folder: Path, application: QApplication | None = None) -> int:
    """Take the tour; pictures, papers and ``tour.log`` are in ``folder``. 0, or 1 if it got stuck."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.png"), *folder.glob("*.pdf"), *folder.glob("tour.log")):
        old.unlink()
    home = Path(tempfile.mkdtemp(prefix="ruhu-tour-"))
    try:
        why = _Tour(folder, home, application or _application()).take()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if why:
        print(f"导览停在半路：{why}", file=sys.stderr)
        return 1
    print(f"导览完成。图片、两份表和记录在 {folder}")
    return 0


def _application() -> QApplication:
    prepare_environment({}, sys.platform)
    return make_application(sys.argv)


class _Tour:
    def __init__(self, folder: Path, home: Path, application: QApplication) -> None:
        self._folder = folder
        self._home = home
        self._application = application
        self._log = (folder / "tour.log").open("w", encoding="utf-8")
        self._why = ""
        self._robot = Robot(folder, self._say)
        self._robot.ended.connect(self._on_ended)
        settings = Settings(home / "data", home / "config")
        self._program = Program(application, settings, is_practice=True, restart=lambda: None)

    def take(self) -> str:
        """Run it; what it got stuck on, or nothing."""
        self._program.curtain.resize(*SIZE)
        self._program.show()
        self._robot.run(self._script())
        self._application.exec()
        self._program.leave()
        self._log.close()
        return self._why

    def _say(self, text: str) -> None:
        at = SystemClock().now()
        self._log.write(f"{at:%H:%M:%S} {text}\n")
        self._log.flush()

    def _on_ended(self, why: str) -> None:
        self._why = why
        self._say(why or "导览完成")
        if self._program.window is not None:
            self._program.window.hide()
        self._application.quit()

    # -- the script ----------------------------------------------------------------------------

    def _script(self) -> Script:
        robot = self._robot
        yield "练习数据", lambda: self._program.window is not None
        window = self._program.window
        assert window is not None
        window.resize(*SIZE)
        yield "今日待办有事", lambda: _rows(window) > 0 and not robot.sees("–")
        robot.picture("今日待办")
        yield from self._bring_in(window)
        yield from self._find(window)
        yield from self._visit(window)
        yield from self._work_out()
        yield from self._print(window)
        yield from self._look_around(window)

    def _bring_in(self, window: QWidget) -> Script:
        from app.desktop.tour_roster import tour_roster

        robot, program = self._robot, self._program
        assert program.window is not None
        path = self._home / "花名册.xlsx"
        village = program.desk.divisions.children("500231102000")[0]
        path.write_bytes(tour_roster(village.short_name, program.clock.now()))
        program.window.open(Target("workbook", more={"path": str(path)}))
        yield "读出了列", lambda: robot.can_press("列都对") and robot.sees("新建")
        robot.picture("导入_看列")
        robot.press("列都对")
        yield "可以导入", lambda: robot.sees("导入 5 人") and _rows(window) > 0
        robot.picture("导入_核对每一行")
        robot.press("导入 5 人")
        yield "已导入", lambda: robot.sees("已导入")
        robot.picture("导入_完成")

    def _find(self, window: QWidget) -> Script:
        robot, program = self._robot, self._program
        assert program.window is not None
        program.window.open_page("records")
        yield "各家各户", lambda: _rows(window) > 50
        robot.picture("人员家庭")
        robot.type_into("姓名、一个字", VISITED)
        yield "找到人", lambda: _rows(window) in range(1, 30) and robot.sees(f"{VISITED}户")
        robot.picture("找到一户")
        robot.press("收入财产")
        yield "收入财产", lambda: robot.can_press("添加收入")
        robot.picture("收入财产")

    def _visit(self, window: QWidget) -> Script:
        from app.ui.visits.visit_page import VisitPage

        robot = self._robot
        robot.press("入户走访")
        yield "选好了这一户", lambda: robot.can_press("开始走访") and robot.sees(f"{VISITED}户")
        robot.press("入户走访登记表")
        robot.picture("开始走访")
        robot.press("开始走访")
        yield "走访打开", lambda: bool(_visible(window, VisitPage))
        page = _visible(window, VisitPage)[0]
        robot.picture("走访_第一页")
        for path, value in ANSWERS:
            page.form.answer(path, value)
            robot.say(f"回答 {path}")
            yield f"已保存 {path}", lambda: page.saved.text().startswith("已保存")
        for key in [one.key for one in page.sheet.pages()][1:]:
            page.form.show_page(key)
            yield "页面画好", lambda: True
            robot.picture(f"走访_{key.lstrip('@')}")
        page.form.show_page("@check")
        yield "可以完成", lambda: robot.sees("全部填好了")
        robot.picture("走访_检查")
        robot.press("完成")
        yield "走访完成", lambda: robot.sees("已完成，不能改")
        robot.picture("走访_已完成")

    def _work_out(self) -> Script:
        robot, program = self._robot, self._program
        assert program.window is not None
        program.window.open_page("records")
        robot.type_into("姓名、一个字", WORKED_OUT)
        yield "找到人", lambda: robot.sees(f"{WORKED_OUT}户")
        robot.press("救助和金额")
        yield "算出金额", lambda: robot.sees("990.00元") and robot.can_press("打印审核确认表")
        robot.picture("救助和金额")

    def _print(self, window: QWidget) -> Script:
        from app.ui.printing.page import PrintingPage

        robot = self._robot
        robot.press("打印审核确认表")
        yield "审核确认表", lambda: robot.sees("编号 E07") and robot.can_press("存成PDF")
        page = _visible(window, PrintingPage)[0]
        yield "画出第一页", lambda: page.sheet.viewer.is_shown(0)
        robot.picture("打印_审核确认表")
        page.save_to(self._folder / "审核确认表_E-07.pdf")
        yield "存好", lambda: robot.sees("已存成PDF")
        program = self._program
        assert program.window is not None
        household = page.household_id
        program.window.open(Target("paper", household, "E-04"))
        yield "核查表", lambda: robot.sees("编号 E04") and page.sheet.viewer.is_shown(0)
        robot.picture("打印_核查表")
        page.save_to(self._folder / "家庭经济状况核查表_E-04.pdf")
        yield "存好", lambda: robot.sees("已存成PDF")

    def _look_around(self, window: QWidget) -> Script:
        robot, program = self._robot, self._program
        assert program.window is not None
        program.window.open_page("settings")
        yield "设置", lambda: robot.can_press("现在备份")
        robot.press("现在备份")
        yield "备份好了", lambda: robot.sees("已重新打开核对过")
        robot.picture("设置")
        program.theme.show_as(LARGE)
        program.window.open_page("records")
        robot.type_into("姓名、一个字", EXTREME)
        yield "十二口之家", lambda: robot.sees(f"{EXTREME}·吐尔逊户")
        robot.press("家庭和成员")
        yield "成员", lambda: robot.sees("（12）")
        robot.picture("大字_十二口之家")
        for key, name, is_there in (
            ("today", "今日待办", lambda: _rows(window) > 0),
            ("visits", "入户走访", lambda: robot.can_press("继续填写")),
            ("printing", "打印", lambda: _is_drawn(window)),
            ("exchange", "数据交换", lambda: robot.can_press("选花名册文件")),
            ("settings", "设置", lambda: robot.can_press("现在备份")),
        ):
            program.window.open_page(key).step_back()
            yield name, is_there
            robot.picture(f"大字_{name}")


def _is_drawn(window: QWidget) -> bool:
    """Whether the page that stands on the printing page can be seen."""
    from app.ui.printing.page import PrintingPage

    return any(one.sheet.viewer.is_shown(0) for one in _visible(window, PrintingPage))


def _visible(window: QWidget, kind: type[W]) -> list[W]:
    return [one for one in window.findChildren(kind) if one.isVisible()]


def _rows(window: QWidget) -> int:
    """How many rows the list in front has."""
    lists = [one for one in window.findChildren(QTableView) if one.isVisible()]
    return max((one.model().rowCount() for one in lists), default=0)
