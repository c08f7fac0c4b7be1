"""What a screen reader and a keyboard find on every screen: roles, names, heads, values, and a way to every part."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLabel, QPushButton, QRadioButton, QWidget
from support.desk_site import FIRST, badge
from support.people_dialogs import makers as of_people

import console.dialogs
from console import app
from console.dialogs.block import BlockDialog
from console.dialogs.briefing import BriefingDialog
from console.dialogs.build import BuildDialog
from console.dialogs.call_rules import CallRulesDialog
from console.dialogs.calling import CallingDialog
from console.dialogs.cases import ApproveBackDialog, AskBackDialog, PairsDialog, ShownDialog
from console.dialogs.deviation import DeviationDialog
from console.dialogs.draw import DrawDialog
from console.dialogs.export import ExportDialog
from console.dialogs.export_history import ExportHistoryDialog
from console.dialogs.export_profile import ExportProfileDialog
from console.dialogs.feed import FeedDialog
from console.dialogs.help import HelpDialog
from console.dialogs.import_list import ImportListDialog
from console.dialogs.import_roster import ImportRosterDialog
from console.dialogs.import_workbook import ImportDialog
from console.dialogs.leave import AskLeaveDialog, BidDialog, WellnessDialog
from console.dialogs.merge import MergeDialog
from console.dialogs.notices import NoticesDialog
from console.dialogs.observing import CountDialog, DecideDialog, ReviewDialog, RoundDialog, SuggestDialog
from console.dialogs.occupied import OccupiedDialog
from console.dialogs.packs import PackDialog
from console.dialogs.papers import PapersDialog
from console.dialogs.pattern_year import PatternYearDialog
from console.dialogs.payroll import PayrollDialog
from console.dialogs.payroll_history import PayrollHistoryDialog
from console.dialogs.plan_editor import PlanEditorDialog
from console.dialogs.policy_entry import PolicyEntryDialog
from console.dialogs.presets import PresetsDialog
from console.dialogs.prices import PricesDialog
from console.dialogs.publish import PublishDialog
from console.dialogs.repair import RepairDialog
from console.dialogs.replay import ReplayDialog
from console.dialogs.shift_log import EntryDialog, ShiftLogDialog
from console.dialogs.shortcuts import ShortcutsDialog
from console.dialogs.spans import CopyWeekDialog, UntilDialog
from console.dialogs.split import SplitDialog
from console.dialogs.start_empty import StartEmptyDialog
from console.dialogs.stints import StintsDialog
from console.dialogs.swapping import AcceptSwapDialog, ProposeSwapDialog, SwapsDialog
from console.dialogs.texts import ListDialog
from console.dialogs.versions import VersionsDialog
from console.dialogs.waiting import WaitingDialog
from console.dialogs.waiver import WaiverDialog
from console.dialogs.weights import WeightDialog, WeightsDialog
from console.dialogs.worked_entry import WorkedEntryDialog
from console.document import Proposal
from console.document.own import OfferedSwap
from console.document.shift_log import EntryWords
from console.main_window import MainWindow
from console.main_window.menus import shortcut_groups
from console.models.policy import numbers
from console.operations import roster as edits
from console.operations.drops import How
from console.operations.plans import Verdict
from console.theme import Look
from console.views.today.worked import CloseDayDialog
from console.widgets.palette import Entry, Palette
from scheduler.api import Below, CallRules, presets
from scheduler.api.export_centre import ExportOrder
from scheduler.domain.dispositions import DispositionKind, Subject
from scheduler.domain.words import PostCode, ShiftCode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Role = QAccessible.Role
TABLES = (Role.Table, Role.Tree, Role.List)
CELLS = (Role.Cell, Role.TreeItem, Role.ListItem)
HEADS = (Role.ColumnHeader, Role.RowHeader)
MOST_CHILDREN = 60
"""Cells of a table that are looked at: the first ones stand for all."""
VIEWS = ("grid", "board", "posts", "person", "side", "course")


@pytest.fixture(autouse=True)
def listening(qapp: QApplication) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def screens(window: MainWindow) -> Iterator[str]:
    """Go to every screen in turn, and return its name."""
    document = window.document
    before = document.roster
    edits.assign(document, badge(0), FIRST, "HB-F")
    app.settle(window)
    document.set_proposal(
        Proposal(roster=document.roster.with_tours(()), base=before, certificate=None, problem_sha256="")
    )
    for view in VIEWS:
        window.go_to("roster")
        window.work.show_view(view)
        app.settle(window)
        yield f"roster, {view}"
    for place, _ in window.places.open_names():
        if place != "roster":
            window.go_to(place)
            app.settle(window)
            yield place
            yield from (f"{place}, {part}" for part in parts_of(window, place))
    document.set_proposal(None)
    app.settle(window)


def parts_of(window: MainWindow, place: str) -> Iterator[str]:
    """Show every part of a place in turn, and return its name."""
    page = getattr(window.places, place)
    if place == "overlay":
        for view in page.view_chips:
            page.show_view(view)
            yield view
    elif place == "exposure":  # each part has buttons of its own; those of the reports have the same
        for row in range(1, page.list.count()):
            page.list.setCurrentRow(row)
            yield page.list.item(row).text()
    elif place in ("officers", "facility"):
        page.list.setCurrentRow(page.list.count() // 2)
        yield page.model.sheet.name


def dialogs(window: MainWindow) -> Iterator[QDialog]:
    """Open every window that lies over the console in turn, as the demonstration of a small roster would."""
    document, look = window.document, Look()
    desk, roster, facts = document.desk, document.roster, document.facts
    site, names = desk.site(), desk.names()
    edits.assign(document, badge(0), FIRST, "HB-F")
    app.settle(window)
    tour = document.roster.tours[0]
    seat = next(slot.seats[0] for slot in document.problem.slots() if slot.minimum and slot.post != tour.post)
    finding = next(iter(document.report.findings))
    first, last = roster.period.first, roster.period.last
    window.places.policy.refresh()
    rows = window.places.policy.model
    found = [rows.row(rows.index(n, 0)) for n in range(rows.rowCount())]
    rule = next(row for row in found if numbers(row.rule, row.entry))
    subject = Subject(kind=DispositionKind.HIGH_BAND, place="HB-F", about="D", first=FIRST, last=FIRST, dates=1)
    below = Below(post=PostCode("HB-F"), shift=ShiftCode("D"), on=FIRST, there=0, planned=1, record=None)
    offered = OfferedSwap(tours=((1, "Sun 6 Dec, HB-F"),), dates=(FIRST,), colleagues=(("1001", "Alvarez J, 1001"),))
    makers: tuple[Callable[[], QDialog], ...] = (
        lambda: AskBackDialog(site, FIRST, window),
        lambda: ApproveBackDialog(1, "C-1", "captain", window),
        lambda: PairsDialog(document, look, "", window),
        lambda: ShownDialog("Look-back 1", "Who was there.", ("Badge", "Hours"), (("1001", "12 h"),), look, window),
        lambda: AskLeaveDialog(names, FIRST, window),
        lambda: BidDialog(document, look, FIRST.year, window),
        lambda: BlockDialog(document, look, "Fill", {(badge(1), FIRST): "HB-F"}, (), window),
        lambda: BriefingDialog(document, look, FIRST, window),
        lambda: BuildDialog(document, 30, window),
        lambda: CallRulesDialog(CallRules(effective=FIRST), FIRST, window),
        lambda: CallingDialog(document, window.questions, look, seat, window),
        lambda: CloseDayDialog(document, look, FIRST, window),
        lambda: CopyWeekDialog((first, first + timedelta(days=7)), first, {"All": facts.in_order}, window),
        lambda: CountDialog(site, True, FIRST, window),
        lambda: DecideDialog(subject, FIRST, window),
        lambda: DeviationDialog(site, below, True, window),
        lambda: DrawDialog(document, FIRST, window),
        lambda: FeedDialog(document, look, window),
        lambda: ExportDialog(document, look, window),
        lambda: ExportHistoryDialog(document, look, window),
        lambda: ExportProfileDialog(ExportOrder(what="roster", formats=("csv",)), "", "", window),
        lambda: PapersDialog(document, look, window),
        lambda: PackDialog(document, look, window),
        lambda: ImportDialog(document, look, window),
        lambda: ImportRosterDialog(document, look, window),
        lambda: ImportListDialog(document, look, window),
        lambda: PayrollDialog(document, look, window),
        lambda: PayrollHistoryDialog(document, look, (), window),
        lambda: ListDialog("Title", "Sentence.", ["One", "Two"], window),
        lambda: MergeDialog(document, window.shared.sharing, look, window),
        lambda: NoticesDialog(document, look, window),
        lambda: OccupiedDialog({how: ("Exchange", Verdict("legal")) for how in How}, window),
        lambda: Palette([Entry(kind="officer", text="Adams", run=lambda: None)], look, "Type", window),
        lambda: PatternYearDialog(site, site.squads[0], FIRST, look, window),
        lambda: PlanEditorDialog(document, look, window),
        lambda: PolicyEntryDialog(rule, document.problem.policy.tiers, FIRST, False, window),
        lambda: PresetsDialog(document, look, FIRST, window),
        lambda: PricesDialog(document, window.questions, look, window),
        lambda: PublishDialog(document, window),
        lambda: RepairDialog(document, window.questions, look, tour, window),
        lambda: ReplayDialog("", presets()[0], window),
        lambda: ReviewDialog(site, FIRST, parent=window),
        lambda: RoundDialog(site, names, datetime(2026, 12, 6, 12), window),
        lambda: EntryDialog(site, EntryWords(at=datetime(2026, 12, 6, 12), text="Count"), lambda _: "", False, window),
        lambda: ShiftLogDialog(document, look, "", FIRST, window),
        lambda: ShortcutsDialog(shortcut_groups(), window),
        lambda: HelpDialog(Look(), window),
        lambda: SplitDialog(document, facts, tour, window),
        lambda: StartEmptyDialog(window),
        lambda: SuggestDialog(document, window),
        lambda: ProposeSwapDialog(offered, FIRST, lambda _: "", window),
        lambda: AcceptSwapDialog(None, offered.tours, lambda _: "", window),
        lambda: StintsDialog(document, window.questions, look, FIRST, ShiftCode("D"), window),
        lambda: SwapsDialog(document, look, window),
        lambda: UntilDialog("Lock", "Until when.", first, last, "Lock", window),
        lambda: WaitingDialog(window.shared.sharing, look, window),
        lambda: VersionsDialog([(2, "Version 2"), (1, "Version 1")], window),
        lambda: WaiverDialog(finding, facts, last, window),
        lambda: WorkedEntryDialog(document, FIRST, False, window),
        lambda: WeightsDialog(document, look, FIRST, window),
        lambda: WeightDialog(WeightsDialog(document, look, FIRST, window).chosen(), FIRST, window),
        lambda: WellnessDialog(document, FIRST, window),
    )
    for make in (*makers, *of_people(window)):
        dialog = make()
        dialog.show()
        dialog.activateWindow()
        QApplication.processEvents()
        yield dialog
        dialog.reject()
        dialog.deleteLater()


def parts(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Return everything that a screen reader can walk to, from a widget down."""
    found = QAccessible.queryAccessibleInterface(widget)
    waiting = [found] if found is not None else []
    while waiting:
        part = waiting.pop()
        if part.state().invisible:
            continue
        yield part
        several = min(part.childCount(), MOST_CHILDREN)
        waiting += [child for child in (part.child(n) for n in range(several)) if child is not None]


def place_of(part: QAccessibleInterface) -> str:
    widget = part.object()
    return f"{part.role()} {type(widget).__name__} {widget.objectName() if widget is not None else ''}"


def faults(widget: QWidget) -> list[str]:
    """Return what a screen reader could not say of a screen."""
    found = []
    for part in parts(widget):
        name, role, state = part.text(QAccessible.Text.Name), part.role(), part.state()
        inner = isinstance(part.object(), QWidget) and part.object().objectName().startswith("qt_")
        if state.focusable and not name and not inner and role not in CELLS and role not in (Role.Client, Role.MenuBar):
            found.append(f"no name: {place_of(part)}")
        if state.focusable and role == Role.NoRole:
            found.append(f"no role: {place_of(part)} {name}")
        if role == Role.ProgressBar and part.valueInterface() is None:
            found.append(f"no value: {place_of(part)}")
        if role in HEADS and not name and not _may_be_nameless(part):
            found.append(f"a head without a name: {place_of(part)}")
    return found


def _may_be_nameless(part: QAccessibleInterface) -> bool:
    """Whether a head belongs to a table that shows none in that direction."""
    table = part.parent().object() if part.parent() is not None else None
    if part.role() == Role.RowHeader:
        return getattr(table, "verticalHeader", None) is None or table.verticalHeader().isHidden()
    return False


def test_every_screen_has_roles_names_heads_and_values(window: MainWindow) -> None:
    wrong = {name: found for name in screens(window) if (found := faults(window))}
    assert wrong == {}


def test_every_dialog_has_roles_names_heads_and_values(window: MainWindow) -> None:
    """None is left out: whatever the console can open, but for the form that others are made of."""
    modules = [import_module(f"console.dialogs.{m.name}") for m in iter_modules(console.dialogs.__path__)]
    made = {
        name
        for module in modules
        for name, found in vars(module).items()
        if isinstance(found, type) and issubclass(found, QDialog) and found.__module__ == module.__name__
    }
    told = {type(dialog).__name__: faults(dialog) for dialog in dialogs(window)}
    assert {name: found for name, found in told.items() if found} == {}
    assert {name for name in made - set(told) if not name.startswith("_")} == {"FormDialog"}


def test_every_dialog_is_walked_by_tab_and_left_by_escape(window: MainWindow) -> None:
    missed = {}
    for dialog in dialogs(window):
        wanted = focusable(dialog)
        lost = {w for w in wanted - walk(dialog) if w.isVisible() and w.isEnabled()}
        if lost:
            missed[type(dialog).__name__] = named(lost)
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
        if dialog.isVisible():
            missed.setdefault(type(dialog).__name__, []).append("Escape leaves it open")
    assert missed == {}


def unexplained(widget: QWidget) -> list[str]:
    """Return the buttons that are off and do not say why."""
    buttons = [b for b in widget.findChildren(QPushButton) if b.isVisible() and not b.isEnabled()]
    return [b.text() or b.accessibleName() for b in buttons if not b.toolTip().endswith(".")]


def test_whatever_is_off_says_why(window: MainWindow) -> None:
    silent = {name: found for name in screens(window) if (found := unexplained(window))}
    silent |= {type(dialog).__name__: found for dialog in dialogs(window) if (found := unexplained(dialog))}
    assert silent == {}


def test_cells_are_spoken_with_who_when_and_what(window: MainWindow) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    app.settle(window)
    for view, least in (("grid", 4), ("board", 3)):
        window.work.show_view(view)
        table = window.work.active.table
        spoken = [
            str(table.model().index(row, column).data(Qt.ItemDataRole.AccessibleTextRole) or "")
            for row in range(2)
            for column in range(table.model().columnCount())
        ]
        told = [text for text in spoken if len(text.split()) >= least]
        assert told, spoken


# ---------------------------------------------------------------- by keyboard alone


def focusable(widget: QWidget) -> set[QWidget]:
    """Return the parts of a screen that take the focus by Tab now."""
    return {
        part
        for part in widget.findChildren(QWidget)
        if part.isVisible()
        and part.isEnabled()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.focusProxy() is None
        and (not isinstance(part, QRadioButton) or part.isChecked())  # the arrows lead to the others of a group
        and part.window() is widget.window()
        and not part.objectName().startswith("qt_")
    }


def walk(widget: QWidget, steps: int = 400) -> set[QWidget]:
    """Press Tab until the walk has come round; return the parts that had the focus."""
    reached: set[QWidget] = set()
    repeats = 0
    for _ in range(steps):
        QTest.keyClick(QApplication.focusWidget() or widget, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None:
            continue
        repeats = repeats + 1 if now in reached else 0
        reached.add(now)
        if repeats > 40:
            break
    return reached


def named(widgets: set[QWidget]) -> list[str]:
    return sorted(f"{type(w).__name__} {w.accessibleName() or getattr(w, 'text', lambda: '')()}" for w in widgets)


def test_tab_goes_through_every_screen_and_gets_out_of_every_part(window: MainWindow) -> None:
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    missed = {}
    for name in screens(window):
        QApplication.processEvents()
        wanted = focusable(window)
        lost = {w for w in wanted - walk(window) if w.isVisible() and w.isEnabled()}
        if lost:
            missed[name] = named(lost)
    assert missed == {}


def test_the_focus_is_seen_wherever_it_is(window: MainWindow) -> None:
    """Whatever takes the focus looks another way with it than without."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    unseen = {}
    for name in screens(window):
        QApplication.processEvents()
        for part in focusable(window):
            if isinstance(part, QLabel):
                continue
            part.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(part, QAbstractItemView) and not part.currentIndex().isValid():
                continue
            QApplication.processEvents()
            having = part.grab().toImage()
            part.clearFocus()
            QApplication.processEvents()
            if having == part.grab().toImage():
                unseen.setdefault(name, set()).add(f"{type(part).__name__} {part.accessibleName()}")
    assert unseen == {}
