"""Every place and every window of the console, one after another, and the walk by Tab through one of them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QRadioButton, QWidget
from support.desk_site import FIRST, badge
from support.people_dialogs import makers as of_people

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
from console.dialogs.language import LanguageDialog
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

VIEWS = ("grid", "board", "posts", "person", "side", "course")


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
        lambda: LanguageDialog(window.preferences.choices, window),
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


def walk(widget: QWidget, steps: int = 400, is_back: bool = False) -> set[QWidget]:
    """Press Tab, or Shift+Tab, until the walk has come round; return the parts that had the focus."""
    return set(round_by(widget, steps, is_back))


def round_by(widget: QWidget, steps: int = 400, is_back: bool = False) -> list[QWidget]:
    """Press Tab, or Shift+Tab, until the walk has come round; return the parts in the order of their first visit."""
    key = Qt.Key.Key_Backtab if is_back else Qt.Key.Key_Tab
    held = Qt.KeyboardModifier.ShiftModifier if is_back else Qt.KeyboardModifier.NoModifier
    reached: dict[QWidget, None] = {}
    repeats = 0
    for _ in range(steps):
        QTest.keyClick(QApplication.focusWidget() or widget, key, held)
        now = QApplication.focusWidget()
        if now is None:
            continue
        repeats = repeats + 1 if now in reached else 0
        reached[now] = None
        if repeats > 40:
            break
    return list(reached)


def named(widgets: set[QWidget]) -> list[str]:
    return sorted(f"{type(w).__name__} {w.accessibleName() or getattr(w, 'text', lambda: '')()}" for w in widgets)
