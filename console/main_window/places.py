"""The places beside the roster: which there are, which page each shows, and what their buttons lead to."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from console.dialogs.leave import AskLeaveDialog, BidDialog, WellnessDialog
from console.dialogs.pattern_year import PatternYearDialog
from console.dialogs.plan_editor import PlanEditorDialog
from console.dialogs.policy_entry import PolicyEntryDialog
from console.dialogs.presets import PresetsDialog
from console.dialogs.secrets import is_confirmed
from console.dialogs.weights import WeightsDialog
from console.document import RosterDocument
from console.main_window.backing_up import BackingUp
from console.main_window.deciding import Deciding
from console.main_window.deviating import Deviating
from console.main_window.mine import Mine
from console.main_window.observed import Observed
from console.main_window.status_line import StatusLine
from console.main_window.todays import Todays, reader
from console.models.policy import PolicyRow
from console.operations import audit, exchange, leave, overlay_plan, own
from console.operations import policy as policies
from console.operations.first_steps import Step
from console.solving.questions import Questions
from console.theme import Look
from console.views.audit import AuditPage
from console.views.deciding import DecidingPage
from console.views.exposure import ExposurePage
from console.views.my_schedule import MySchedulePage
from console.views.overlay import OverlayPage
from console.views.policy import PolicyPage
from console.views.reports.below import PlanReportsPage
from console.views.requests import RequestsPage
from console.views.requests.place import RequestsPlace
from console.views.setup import SetupPage
from scheduler.api import ABOUT_OFFICERS, ABOUT_THE_PLACE
from scheduler.domain.people import Squad
from scheduler.domain.words import PatternCode, SquadCode
from scheduler.language import tr

ROSTER = "roster"


class Places:
    """Knows the pages; the frame shows them."""

    def __init__(
        self,
        document: RosterDocument,
        questions: Questions,
        window: QWidget,
        go_to: Callable[[str], object],
        status: Callable[[], StatusLine],
    ) -> None:
        """Make the pages for a document.

        Args:
            document: What is shown.
            questions: Answers questions of pages.
            window: Owner of the windows that ask.
            go_to: Shows a place of the window by its key.
            status: Returns the line that shows what was done, and what comes next.
        """
        self._go_to = go_to
        self._document, self._window, self._look = document, window, Look()
        self.policy, self.requests, self.reports = (
            PolicyPage(document),
            RequestsPage(document),
            PlanReportsPage(document),
        )
        self.officers = SetupPage(document, tr("Officers"), ABOUT_OFFICERS)
        self.facility = SetupPage(document, tr("Facility"), ABOUT_THE_PLACE)
        self.overlay, self.exposure = OverlayPage(document, questions), ExposurePage(document)
        self.audit = AuditPage(document)
        self.observed = Observed(document, self.exposure, window)
        self.deciding = DecidingPage(document)
        self.asked = RequestsPlace(document, self.requests, self.deciding)
        self.judged = Deciding(document, self.deciding, window)
        self.own = MySchedulePage(lambda: own.reading(document), document.failed.emit)
        self.mine = Mine(document, self.own, window, lambda said: status().say(said))
        self.backing_up = BackingUp(document, window, lambda said: status().say(said), lambda said: status().warn(said))
        self.closed: frozenset[str] = frozenset()
        self.today = reader(document)
        self.running = Todays(document, self.today, window)
        self.deviating = Deviating(document, self.reports, window)
        self.today.reason_asked.connect(self.deviating.give_for)
        self._pages: dict[str, tuple[str, QWidget | None]] = {
            "own": (tr("My schedule"), self.own),
            "today": (tr("Today"), self.today),
            ROSTER: (tr("Roster"), None),
            "overlay": (tr("Risk overlay"), self.overlay),
            "requests": (tr("Requests"), self.asked),
            "officers": (tr("Officers"), self.officers),
            "facility": (tr("Facility"), self.facility),
            "exposure": (tr("Exposure"), self.exposure),
            "policy": (tr("Policy"), self.policy),
            "reports": (tr("Reports"), self.reports),
            "audit": (tr("Audit"), self.audit),
        }
        self.current = ROSTER
        self._connect()

    def _connect(self) -> None:
        for page in (self.officers, self.facility):
            page.preview_asked.connect(self.show_pattern)
            page.step_asked.connect(self.take_step)
        self.overlay.edit_asked.connect(self.edit_plan)
        self.overlay.review_asked.connect(self.review_post)
        self.overlay.round_asked.connect(self.write_round)
        self.overlay.entries_asked.connect(self.count_entries)
        self.overlay.export_asked.connect(self.export_overlay)
        self.audit.export_asked.connect(self.export_audit)
        self.policy.change_asked.connect(self.change_entry)
        self.policy.add_asked.connect(lambda row: self.change_entry(row, is_new=True))
        self.policy.end_asked.connect(self.end_entry)
        self.policy.presets_asked.connect(self.show_presets)
        self.policy.weights_asked.connect(self.show_weights)
        asks, document = self.requests, self._document
        asks.ask_asked.connect(self.ask_leave)
        asks.grant_asked.connect(lambda id, may_exceed: leave.grant(document, id, may_exceed))
        asks.refuse_asked.connect(lambda id: leave.refuse(document, id))
        asks.withdraw_asked.connect(lambda id: leave.withdraw(document, id))
        asks.grant_all_asked.connect(lambda: leave.grant_all(document))
        asks.bid_asked.connect(self.settle_bid)
        asks.wellness_asked.connect(self.plan_wellness)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what commands do that belong to no roster."""
        return {
            **self.mine.handlers(),
            **self.running.handlers(),
            "keys": self.judged.show_keys,
            "back_up": self.backing_up.ask_back_up,
            "backup_plan": self.backing_up.ask_plan,
            "restore": self.backing_up.ask_restore,
        }

    @property
    def is_roster(self) -> bool:
        """Whether the roster is the place shown."""
        return self.current == ROSTER

    @property
    def stack(self) -> QUndoStack:
        """What can be undone at the place shown: the roster's edits, or changes of the facility's data."""
        page = self._pages[self.current][1]
        return page.stack if isinstance(page, SetupPage) else self._document.stack

    def stacks(self) -> tuple[QUndoStack, ...]:
        """Return every undo stack of the console."""
        return self._document.stack, self.officers.stack, self.facility.stack

    @property
    def unsaved(self) -> str:
        """Name of a place where something was typed and not saved, "" for none."""
        pages = {key: page for key, (_, page) in self._pages.items() if isinstance(page, SetupPage)}
        return next((key for key, page in pages.items() if page.has_unsaved), "")

    def names(self) -> tuple[tuple[str, str], ...]:
        """Return (key, words) of every place, in order."""
        return tuple((key, words) for key, (words, _) in self._pages.items())

    def open_names(self) -> tuple[tuple[str, str], ...]:
        """Return (key, words) of every place that whoever works here may see."""
        return tuple((key, words) for key, words in self.names() if key not in self.closed)

    def pages(self) -> tuple[QWidget, ...]:
        """Return the pages of all places but the roster."""
        return tuple(page for _, page in self._pages.values() if page is not None)

    def page(self) -> QWidget:
        """Return the page of the place shown, which is not the roster."""
        page = self._pages[self.current][1]
        assert page is not None, "the roster has a page of the frame's own"
        return page

    def go_to(self, place: str) -> None:
        """Make another place the one shown."""
        self.current = place

    def set_look(self, look: Look) -> None:
        """Open windows in other colours or sizes from now on; the pages are parts of their own."""
        self._look = look
        self.observed.look = self.judged.look = look

    def take_step(self, step: Step | None) -> None:
        """Go where the next step of setting up is taken; to the roster, where none is left."""
        self._go_to(step.place if step is not None else ROSTER)
        page = self._pages[self.current][1]
        if step is not None and isinstance(page, SetupPage):
            page.show_sheet(step.sheet)

    def show_pattern(self, sheet: str, code: str) -> None:
        """Show twelve months of a squad, or of a pattern that begins today."""
        desk = self._document.desk
        if desk is None:
            return
        site, today = desk.site(), desk.today()
        squad = next((squad for squad in site.squads if sheet == "Squads" and squad.code == code), None)
        if squad is None:
            squad = Squad(
                code=SquadCode(code), name=code, facility=site.facility.id, pattern=PatternCode(code), anchor=today
            )
        PatternYearDialog(site, squad, today, self._look, self._window).exec()

    def edit_plan(self) -> None:
        """Show the floor plan with the places of its posts, and save what was changed."""
        dialog = PlanEditorDialog(self._document, self._look, self._window)
        if dialog.exec():
            fault = overlay_plan.save_plan(self._document, self.facility.stack, dialog.svg, dialog.polygons)
            if fault:
                self._document.failed.emit(fault)

    def review_post(self) -> None:
        """Write down what was found at the post chosen in the overlay, and show what it makes of it."""
        self.observed.review(self.overlay.overlay.chosen or "")
        self.overlay.renew()

    def write_round(self) -> None:
        """Write a round down, and show what it makes of the overlay."""
        self.observed.write_round()
        self.overlay.renew()

    def count_entries(self) -> None:
        """Put a count of unscheduled entries in, and show what it makes of the overlay."""
        self.observed.count(is_entries=True)
        self.overlay.renew()

    def export_overlay(self) -> None:
        """Ask for a file and write the table of the overlay to it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export the table"), self.overlay.file_name(), tr("Table (*.csv)")
        )
        if name and is_confirmed(self._document, tr("The table will be written to a file."), self._window):
            self.overlay.tell(
                exchange.save_table(self._document, "risk overlay", self.overlay.table_to_write(), Path(name))
            )

    def export_audit(self) -> None:
        """Ask for a file and write the audit log to it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export the audit log"), "fairwatch.audit", tr("Audit log (*.audit)")
        )
        is_told = bool(name) and is_confirmed(
            self._document, tr("The audit log will be written to a file."), self._window
        )
        if is_told and audit.export(self._document, Path(name), self.audit.tell):
            self.audit.refresh()

    # ------------------------------------------------------------ policy

    def change_entry(self, row: PolicyRow, is_new: bool = False) -> None:
        """Ask what is to hold instead, and put it in force."""
        policy, on = self.policy.model.policy, self.policy.shown_date()
        held = policy.in_force(on)
        taken = {entry.id for entry in policy.entries if entry.rule != row.rule.key or entry in held}
        dialog = PolicyEntryDialog(row, policy.tiers, on, is_new, self._window, taken)
        if dialog.exec():
            entry = dialog.entry()
            if policies.put_in_force(self._document, entry, dialog.reason.text().strip()):
                self.policy.show_entry(entry.id)

    def end_entry(self, row: PolicyRow) -> None:
        """Ask whether the use is to end, and end it."""
        if row.entry is None:
            return
        on = self.policy.shown_date()
        answer = QMessageBox.question(self._window, tr("End a rule"), policies.end_words(row.entry, on))
        if answer == QMessageBox.StandardButton.Yes:
            policies.end(self._document, row.entry, on, "")

    def show_presets(self) -> None:
        """Show policies to start from, and adopt one when told to."""
        dialog = PresetsDialog(self._document, self._look, self.policy.shown_date(), self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            policies.adopt_preset(self._document, *dialog.chosen())

    def show_weights(self) -> None:
        """Show the weights of the risk overlay on the date of the policy."""
        if self._document.desk is not None and not self._document.desk.is_empty():
            WeightsDialog(self._document, self._look, self.policy.shown_date(), self._window).exec()

    # ------------------------------------------------------------ leave

    def ask_leave(self) -> None:
        """Ask for whom and when, and file the request."""
        desk = self._document.desk
        if desk is None:
            return
        names = desk.names()
        everyone = {officer.badge: names.get(officer.badge, officer.badge) for officer in desk.site().officers}
        dialog = AskLeaveDialog(everyone, desk.leave.today(), self._window)
        if dialog.exec():
            leave.ask(self._document, dialog.badge(), *dialog.dates())

    def settle_bid(self) -> None:
        """Show what a year's vacation bid gives, and grant it when told to."""
        desk = self._document.desk
        if desk is None:
            return
        dialog = BidDialog(self._document, self._look, self._bid_year(), self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            leave.accept_bid(self._document, *dialog.chosen())

    def _bid_year(self) -> int:
        """Return the latest year that choices are made for, else the next one."""
        desk = self._document.desk
        assert desk is not None, "asked for with a database open"
        years = [choice.year for choice in desk.site().vacation_choices]
        return max(years) if years else desk.leave.today().year + 1

    def plan_wellness(self) -> None:
        """Show what would be planned, and plan it when told to."""
        desk = self._document.desk
        if desk is None:
            return
        dialog = WellnessDialog(self._document, desk.leave.today(), self._window)
        if dialog.exec():
            leave.plan_wellness(self._document, dialog.date())
