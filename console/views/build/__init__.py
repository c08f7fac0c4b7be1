"""What the roster reaches, how a build gets on, what is chosen in a few words, and the findings."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.background import Soon
from console.document import RosterDocument
from console.document.words import count
from console.models.findings import FindingsModel
from console.models.seats import Seat
from console.models.tiers import BEST, NOW, TiersModel, is_proven
from console.operations.explain import cell_words, empty_seat_words, settled
from console.operations.waivers import may_put_off, may_waive
from console.solving.build_state import BuildState, Phase
from console.theme import Look
from console.views.build.tier_delegate import TierDelegate
from console.views.findings import FindingsList
from console.widgets.basics import button, hairline, label, paragraph
from console.widgets.course_chart import CourseChart
from scheduler.domain.findings import Finding, TierValue
from scheduler.domain.words import Badge, RosterState, Severity


class RosterSummary(QFrame):
    """The roster as a whole.

    Signals:
        stop_asked: The build is to stop and keep its best.
        accept_asked: The proposal is to be taken over.
        discard_asked: The proposal is to be put away.
        waiver_asked: The chosen `Finding` is to be waived.
        why_asked: More is wanted of the chosen cell or seat.
    """

    stop_asked = Signal()
    accept_asked = Signal()
    discard_asked = Signal()
    waiver_asked = Signal(object)
    why_asked = Signal()

    def __init__(
        self,
        document: RosterDocument,
        build: BuildState,
        findings: FindingsModel,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the panel out."""
        super().__init__(parent)
        self._document, self._build_state, self._findings_model = document, build, findings
        self._look = Look()
        self._cell: tuple[Badge, date] | None = None
        self._seat: Seat | None = None
        self._is_checking = False
        self._title, self._under = label("", "title"), paragraph("", "small")
        self._cell_box = QWidget()
        self.cell_title, self.cell_text = label("", "strong"), paragraph("", "small")
        self.why = button("Who and why (F4)", "link", self.why_asked.emit)
        self._bar = QProgressBar()
        self.stop = button("Stop, keep the best", "", self.stop_asked.emit)
        self.accept = button("Accept proposal", "primary", self.accept_asked.emit)
        self.discard = button("Discard", "", self.discard_asked.emit)
        self._tiers = TiersModel(self)
        self.tier_table = QTableView()
        self._tier_delegate = TierDelegate(self.tier_table)
        self._tiers_title = label("What this roster reaches", "section")
        self._chart = CourseChart()
        self._caption = paragraph("", "small")
        self._findings_title = label("Findings", "section")
        self._quiet: QLabel = paragraph("", "small")
        self.findings = FindingsList(findings)
        self.waive = button("Waive this finding...", "link", self._ask_waiver)
        self._lay_out()
        for signal in (document.opened, document.proposal_changed, document.published):
            signal.connect(self.refresh)
        self._soon = Soon(self.refresh, self)
        for signal in (document.report_changed, document.edit_applied):
            signal.connect(self._soon.ask)
        build.changed.connect(self.refresh)
        self.findings.selectionModel().currentChanged.connect(lambda *_: self._refresh_waive())
        self.refresh()

    def _lay_out(self) -> None:
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Time used by the build")
        self._bar.setFixedHeight(4)
        table = self.tier_table
        table.setAccessibleName("What this roster reaches, by tier")
        table.setModel(self._tiers)
        table.setItemDelegate(self._tier_delegate)
        table.setShowGrid(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.verticalHeader().hide()
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setProperty("role", "plain")
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for section in (1, 2, 3):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for made in (self.stop, self.accept, self.discard):
            buttons.addWidget(made)
        buttons.addStretch(1)
        cell = QGridLayout(self._cell_box)
        cell.setContentsMargins(0, 0, 0, 4)
        cell.setVerticalSpacing(2)
        cell.addWidget(self.cell_title, 0, 0)
        cell.addWidget(self.cell_text, 1, 0)
        cell.addWidget(self.why, 2, 0, Qt.AlignmentFlag.AlignLeft)
        cell.addWidget(hairline(), 3, 0)
        column = QVBoxLayout()
        column.setContentsMargins(8, 0, 6, 0)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._under)
        column.addWidget(self._bar)
        column.addLayout(buttons)
        column.addSpacing(4)
        column.addWidget(self._tiers_title)
        column.addWidget(table)
        column.addWidget(self._chart)
        column.addWidget(self._caption)
        column.addSpacing(4)
        column.addWidget(self._cell_box)
        column.addWidget(self._findings_title)
        column.addWidget(self._quiet)
        column.addWidget(self.waive)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        outer.addLayout(column)
        outer.addWidget(self.findings, 1)
        outer.addStretch(0)

    # ------------------------------------------------------------ what the window asks

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self._tier_delegate.set_look(look)
        self._chart.set_look(look)
        self.findings.set_look(look)
        self.tier_table.setFont(look.font(12))
        self.tier_table.horizontalHeader().setFont(look.font(11.5))
        self.tier_table.setColumnWidth(1, look.px(44))
        self.tier_table.setColumnWidth(2, look.px(44))
        self.tier_table.setColumnWidth(3, look.px(82))
        self.tier_table.verticalHeader().setMinimumSectionSize(look.px(12))
        self.tier_table.verticalHeader().setDefaultSectionSize(look.px(21))
        self.refresh()

    def set_checking(self, is_checking: bool) -> None:
        """Say that the findings are those of a moment ago, or that they hold."""
        if is_checking != self._is_checking:
            self._is_checking = is_checking
            self._refresh_findings()

    def select(self, badge: Badge, on: date) -> None:
        """Explain a cell."""
        self._cell, self._seat = (badge, on), None
        self._refresh_cell()

    def select_seat(self, seat: Seat) -> None:
        """Explain a seat that nobody holds."""
        self._cell, self._seat = None, seat
        self._refresh_cell()

    @property
    def title(self) -> str:
        """The first line."""
        return self._title.text()

    # ------------------------------------------------------------ refreshing

    def refresh(self, *_: object) -> None:
        """Say what now holds."""
        self._soon.stop()
        document, build = self._document, self._build_state
        self._title.setText(self._heading())
        self._under.setText(self._subheading())
        is_proposal = document.proposal is not None and not build.is_running
        self.stop.setVisible(build.is_running)
        self.stop.setEnabled(build.phase == Phase.RUNNING)
        self.accept.setVisible(is_proposal)
        self.discard.setVisible(is_proposal)
        self._bar.setVisible(build.is_running)
        if build.is_running:
            self._bar.setRange(0, max(1, build.limit * 10))
            self._bar.setValue(min(build.limit * 10, round(build.seconds * 10)))
        self._refresh_tiers()
        self._refresh_findings()
        self._refresh_cell()

    def _heading(self) -> str:
        document, build = self._document, self._build_state
        if build.is_running:
            return "Stopping" if build.phase == Phase.STOPPING else "Building"
        if document.proposal is not None:
            return "Proposal"
        if document.roster is None:
            return ""
        return "Roster" if document.roster.tours else "Empty roster"

    def _subheading(self) -> str:
        document, build = self._document, self._build_state
        if build.is_running:
            best = "" if build.tiers else " No complete roster yet."
            said = build.notes[-1] if build.notes else build.message
            return f"{build.seconds:.0f} s of {build.limit} s.{best} {said}".strip()
        if document.roster is None:
            return ""
        if document.proposal is not None:
            number = len(document.proposed_cells)
            certificate = document.proposal.certificate
            took = (
                f"Found in {certificate.seconds:.0f} s with {count(certificate.workers, 'worker')}"
                if certificate is not None
                else "Found"
            )
            change = f"; {count(number, 'cell')} differ from the roster as it stands" if document.roster.tours else ""
            verdict = (
                "Worse than the roster as it stands: give the build more time. " if document.proposal.is_worse else ""
            )
            return f"{verdict}{took}{change}.{_assumptions(certificate.assumptions if certificate is not None else ())}"
        if not document.roster.tours:
            return "Build it, or type post codes into the grid."
        if document.roster.state == RosterState.PUBLISHED:
            return (
                f"Published as version {document.roster.version}. To hand it out: File, Export. "
                "To go on: Roster, Next 28 days."
            )
        if document.certificate is not None:
            return f"Built in {document.certificate.seconds:.0f} s.{_assumptions(document.certificate.assumptions)}"
        return "Edited by hand: values are the checker's, nothing is proven of them."

    def _shown_tiers(self) -> tuple[TierValue, ...]:
        document, build = self._document, self._build_state
        if build.is_running:
            return build.tiers
        certificate = document.certificate
        if document.proposal is not None and document.is_proposal_shown:
            certificate = document.proposal.certificate
        if certificate is not None:
            return certificate.tiers
        return document.report.tiers if document.report is not None else ()

    def _refresh_tiers(self) -> None:
        tiers = self._shown_tiers()
        proposal = self._document.proposal
        now = proposal.now if proposal is not None and self._document.is_proposal_shown else ()
        self._tiers.set_tiers(tiers, now)
        self.tier_table.setColumnHidden(NOW, not now)
        self.tier_table.setColumnHidden(BEST, all(t.bound is None for t in tiers))
        has_tiers = bool(tiers)
        self._tiers_title.setText(
            "What the build reaches" if self._build_state.is_running else "What this roster reaches"
        )
        for widget in (self._tiers_title, self.tier_table):
            widget.setVisible(has_tiers)
        rows = self.tier_table.verticalHeader().length()
        self.tier_table.setFixedHeight(rows + self.tier_table.horizontalHeader().sizeHint().height() + 2)
        self._refresh_chart()

    def _refresh_chart(self) -> None:
        course = self._build_state.course
        tier = _most_telling(course)
        is_there = tier is not None and (self._build_state.is_running or self._document.proposal is not None)
        self._chart.setVisible(is_there)
        self._caption.setVisible(is_there)
        if tier is None or not is_there:
            return
        points = [(s, next(t for t in tiers if t.key == tier.key)) for s, tiers in course]
        values = [(s, t.value / t.scale) for s, t in points]
        bounds = [(s, t.bound / t.scale) for s, t in points if t.bound is not None]
        self._chart.set_course(values, bounds, max(self._build_state.seconds, points[-1][0]))
        self._caption.setText(f"{tier.name}: value (line), best possible (dashes)")

    def _refresh_findings(self) -> None:
        document = self._document
        found = self._findings_model.counts()
        listed = sum(found.values())
        words = [
            f"{found[s]} {s.value}"
            for s in (Severity.NEVER, Severity.STOP, Severity.ASK, Severity.SHOW)
            if found.get(s)
        ]
        self._findings_title.setText("Findings" + (f"   {', '.join(words)}" if words else ""))
        words += ["checking ..."] if self._is_checking and listed else []
        is_open = document.roster is not None
        self._findings_title.setVisible(is_open)
        self.findings.setVisible(bool(listed))
        self._quiet.setText(self._nothing_found())
        self._quiet.setVisible(is_open and not listed)
        self._refresh_waive()
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.setStretch(layout.count() - 1, 0 if listed else 1)

    def _nothing_found(self) -> str:
        """Return what stands in the place of the findings while there are none."""
        if self._document.report is None or self._is_checking:
            return "Checking ..."
        if self._document.is_blank:
            return "Nobody is on a post yet: a build fills the roster, and what is then amiss stands here."
        return "Nothing: every rule is kept."

    def chosen_finding(self) -> Finding | None:
        """Return the finding that is chosen in the list, None for none."""
        return self._findings_model.finding(self.findings.currentIndex())

    def _refresh_waive(self) -> None:
        finding = self.chosen_finding()
        is_rotation = may_put_off(self._document, finding)
        self.waive.setText("Put rotation off..." if is_rotation else "Waive this finding...")
        self.waive.setVisible(is_rotation or may_waive(self._document, finding))

    def _ask_waiver(self) -> None:
        finding = self.chosen_finding()
        if may_put_off(self._document, finding) or may_waive(self._document, finding):
            self.waiver_asked.emit(finding)

    def _refresh_cell(self) -> None:
        title, lines = "", list[str]()
        seat = (self._seat.slot, self._seat.index) if self._seat is not None else None
        cell, open_seat = settled(self._document, self._cell, seat)
        if open_seat is not None:
            title, lines = empty_seat_words(self._document, open_seat[0])
        elif cell is not None:
            title, lines = cell_words(self._document, *cell)
        self._cell_box.setVisible(bool(title))
        self.cell_title.setText(title)
        self.cell_text.setText("\n".join(lines))


def _assumptions(sentences: tuple[str, ...]) -> str:
    return f" {'; '.join(s.rstrip('.') for s in sentences).capitalize()}." if sentences else ""


def _most_telling(course: list[tuple[float, tuple[TierValue, ...]]]) -> TierValue | None:
    """The tier to draw: the last one whose value has moved and whose bound leaves room, else the last that moved."""
    if len(course) < 2:
        return None
    first, last = {t.key: t.value for t in course[0][1]}, course[-1][1]
    changed = [
        t for t in last if first.get(t.key) != t.value and all(any(u.key == t.key for u in ts) for _, ts in course)
    ]
    still_open = [t for t in changed if not is_proven(t)]
    return (still_open or changed or [None])[-1]  # type: ignore[list-item]
