"""The fields of the export window: which of them a kind of export has, and what they say."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from console.dialogs.export_preview import ExportPreviewPane
from console.document import RosterDocument
from console.operations import exporting, payroll
from console.operations.papers import SIZES
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, let_search, paragraph
from console.widgets.flow import FlowRow
from console.widgets.tall_area import TallArea
from scheduler.api.export import DELIMITERS
from scheduler.api.export_centre import (
    ANONYMOUS,
    PAYROLL,
    ROSTER,
    USUAL_DAYS,
    About,
    ExportKind,
    ExportOrder,
    ExportProfile,
)
from scheduler.domain.words import Badge

FORMS = {
    "xlsx": "Workbook (XLSX)",
    "html": "Page (HTML)",
    "csv": "Table (CSV)",
    "ics": "Calendars of officers",
    "json": "Data (JSON)",
    "pdf": "Pages (PDF)",
    "txt": "Columns of fixed width",
    "audit": "Audit file",
    "zip": "Pack (ZIP)",
}
"""Formats in words, in the order in which they are offered."""
ABOUT_ROSTER = {
    "xlsx": "A sheet for each watch, all tours as a list, a legend. "
    "It can be changed in a spreadsheet and imported again.",
    "html": "One page that needs nothing else: for the screen, a screen reader and the printer.",
    "csv": "A row a tour, for spreadsheets and other programs.",
    "ics": "Each officer's own tours as published, for calendar programs; private entries.",
    "json": "For other programs, with the hash of what is in it.",
}
DELIMITER_WORDS = {"comma": "Commas", "semicolon": "Semicolons", "tab": "Tabs"}
EVERYBODY = "All officers"
NOT_PUBLISHED = "Calendars are of what is published: publish the roster first."
SIDE_WIDTH, LIST_HEIGHT, BAR_HEIGHT = 380, 130, 4
PREVIEW_WIDTH, PREVIEW_HEIGHT = 260, 240
"""At least; so much is shown of an export before it is scrolled to."""
DAYS = 13


class ExportFields(QWidget):
    """List, fields and buttons, laid out over the whole of a window; `changed` says that another export is chosen."""

    changed = Signal()

    def __init__(self, document: RosterDocument, look: Look, owner: QDialog) -> None:
        """Make the fields of a window."""
        super().__init__(owner)
        self._document, self._look, self._owner = document, look, owner
        self._kind: ExportKind | None = None
        self._what = ""
        self.list = QListWidget()
        self.list.setProperty("role", "nav")
        self.list.setAccessibleName("What to export")
        self.list.setSpacing(look.px(2))
        self.title, self.about = label("", "strong"), paragraph("", "second")
        self.form, self.delimiter, self.officer = QComboBox(), QComboBox(), QComboBox()
        self.size_box, self.roster = QComboBox(), QComboBox()
        today = document.today()
        roster = document.roster
        self.on = date_field("Date", today if roster is None or today in roster.period else roster.period.first)
        self.first = date_field("From", today - timedelta(days=DAYS + 1))
        self.last = date_field("To", today - timedelta(days=1))
        self.names = QCheckBox("Officers' names too, not only badges")
        self.mark = QCheckBox("With the mark of UTF-8, for Excel")
        self.posts = QCheckBox('Name the posts; otherwise entries say "Duty"')
        self.archive = QCheckBox("One ZIP file, not a folder of files")
        self.draft = QCheckBox("As it stands now, a draft")
        self.template, self.folder = QLineEdit(), QLineEdit()
        self.choose_template = button("File...", "", name="Choose a template")
        self.choose_folder = button("Folder...", "", name="Choose a folder")
        self.preview = ExportPreviewPane(look)
        self.said, self.bar = paragraph("", "second"), QProgressBar()
        self.take, self.cancel = button("Export", "primary"), button("Close")
        self.keep, self.drop = button("Keep as a profile..."), button("Remove the profile...")
        self.history = button("What was exported...")

    # ------------------------------------------------------------ layout

    def lay_out(self) -> None:
        """Lay everything out over the window that the fields are of."""
        for form, words in SIZES.items():
            self.size_box.addItem(words, form.value)
        for word in DELIMITERS:
            self.delimiter.addItem(DELIMITER_WORDS[word], word)
        for number, words in self._rosters():
            self.roster.addItem(words, number)
        self._fill_officers()
        self.template.setPlaceholderText("The standard one")
        self.folder.setPlaceholderText("Where the files go")
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(self._look.px(BAR_HEIGHT))
        self.bar.setAccessibleName("Files are being made")
        self.bar.setVisible(False)
        inside = QWidget()
        self._across = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(14)
        self._across.addWidget(self._side())
        self._across.addWidget(self.preview, 1)
        self.preview.setMinimumHeight(self._look.px(PREVIEW_HEIGHT))
        column = QVBoxLayout(self._owner)
        column.setSpacing(8)
        column.addWidget(TallArea(inside), 1)
        column.addWidget(self.bar)
        column.addWidget(self.said)
        column.addLayout(self._bottom())
        self._connect()

    def fit(self, width: int) -> None:
        """Stand beside the preview, or above it where a window of so many pixels has no room for both."""
        is_wide = width >= self._look.px(SIDE_WIDTH + PREVIEW_WIDTH)
        way = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        self._across.setDirection(way)
        side = self._look.px(SIDE_WIDTH)
        self._side_part.setMinimumWidth(side if is_wide else 0)
        self._side_part.setMaximumWidth(side if is_wide else width)

    def _side(self) -> QWidget:
        self.rows = QFormLayout()
        self.rows.setSpacing(8)
        where, how = QHBoxLayout(), QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(self.choose_folder)
        how.addWidget(self.template, 1)
        how.addWidget(self.choose_template)
        self._how = how
        fields = (
            *(("Format", self.form), ("Roster", self.roster), ("Date", self.on), ("Officer", self.officer)),
            *(("Pages", self.size_box), ("Cells parted by", self.delimiter), ("Template", how)),
            *(("From", self.first), ("To", self.last)),
        )
        for words, field in fields:
            self.rows.addRow(words, field)
            if isinstance(field, QWidget):
                field.setAccessibleName(words)
        for box in (self.names, self.mark, self.posts, self.archive, self.draft):
            self.rows.addRow("", box)
        self.rows.addRow("Folder", where)
        self.template.setAccessibleName("Template")
        self.folder.setAccessibleName("Folder")
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.list.setMinimumHeight(self._look.px(LIST_HEIGHT))
        column.addWidget(label("Export", "title"))
        column.addWidget(self.list, 1)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addLayout(self.rows)
        made = QWidget()
        made.setLayout(column)
        self._side_part = made
        return made

    def _bottom(self) -> QLayout:
        for made in (self.choose_template, self.choose_folder, self.keep, self.drop, self.history, self.cancel):
            made.setAutoDefault(False)
        return FlowRow((self.keep, self.drop, self.history, self.take, self.cancel), push=3)

    def _connect(self) -> None:
        for combo in (self.form, self.officer, self.size_box, self.delimiter, self.roster):
            combo.currentIndexChanged.connect(lambda _: self._on_changed())
        for box in (self.names, self.mark, self.posts, self.archive, self.draft):
            box.toggled.connect(lambda _: self._on_changed())
        for field in (self.on, self.first, self.last):
            field.dateChanged.connect(lambda _: self._on_changed())
        self.template.editingFinished.connect(self._on_changed)
        self.folder.textChanged.connect(lambda _: self._on_changed())

    def _on_changed(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _rosters(self) -> tuple[tuple[int, str], ...]:
        if ANONYMOUS not in exporting.kinds(self._document) or self._document.desk is None:
            return ()
        return exporting.rosters_without_people(self._document)

    def _fill_officers(self) -> None:
        self.officer.addItem(EVERYBODY, "")
        facts, roster = self._document.facts, self._document.roster
        if facts is not None and roster is not None:
            for badge in sorted({tour.badge for tour in roster.tours}, key=lambda badge: (facts.name(badge), badge)):
                self.officer.addItem(f"{facts.name(badge)}, {badge}", badge)
        let_search(self.officer, "Officer")

    # ------------------------------------------------------------ what is shown

    def show_kind(self, what: str, kind: ExportKind, profile: ExportProfile | None) -> None:
        """Show the fields of a kind, as a profile has them; None: as they are."""
        self.blockSignals(True)
        if self._kind is None or self._kind.is_of_dates != kind.is_of_dates:
            begin = self._document.today() - timedelta(days=USUAL_DAYS if kind.is_of_dates else DAYS + 1)
            self.first.setDate(QDate(begin.year, begin.month, begin.day))
        self._what, self._kind = what, kind
        self.form.blockSignals(True)
        self.form.clear()
        for form in sorted(kind.formats, key=list(FORMS).index):
            self.form.addItem(FORMS[form], form)
        if profile is not None and len(profile.order.formats) > 1:
            words = ", ".join(FORMS[form] for form in profile.order.formats)
            self.form.addItem(words, " ".join(profile.order.formats))
        first = kind.formats[0] if what != ROSTER else "xlsx"
        self.form.setCurrentIndex(max(0, self.form.findData(first)))
        self.form.blockSignals(False)
        self.title.setText(profile.name if profile is not None else kind.title)
        if profile is not None:
            self._show_profile(profile)
        self._show_rows()
        self.blockSignals(False)

    def _show_profile(self, profile: ExportProfile) -> None:
        order = profile.order
        for combo, value in (
            (self.form, " ".join(order.formats)),
            (self.delimiter, order.delimiter),
            (self.size_box, order.size),
            (self.officer, order.badge or ""),
        ):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        for box, is_on in (
            (self.names, order.with_names),
            (self.mark, order.with_mark),
            (self.posts, order.tells_posts),
            (self.archive, order.as_archive),
            (self.draft, order.as_it_stands),
        ):
            box.setChecked(is_on)
        self.template.setText(order.template)
        self.folder.setText(profile.folder)
        if self._kind is not None and self._kind.needs_date:
            on = self._document.today() + timedelta(days=profile.days_ahead)
            self.on.setDate(QDate(on.year, on.month, on.day))

    def _show_rows(self) -> None:
        kind, formats = self._kind, self.formats
        if kind is None:
            return
        is_roster, is_payroll, is_paper = self._what == ROSTER, self._what == PAYROLL, kind.group == "Papers"
        is_csv, is_ics = "csv" in formats, "ics" in formats
        for field, is_shown in (
            (self.roster, self._what == ANONYMOUS),
            (self.on, kind.needs_date),
            (self.officer, kind.needs_officer or is_ics),
            (self.size_box, "pdf" in formats),
            (self.delimiter, is_csv),
            (self.mark, is_csv),
            (self._how, is_payroll),
            (self.last, is_payroll or kind.is_of_dates),
            (self.first, kind.is_of_dates or (is_payroll and self._is_first_needed())),
            (self.names, is_roster and not is_ics),
            (self.posts, is_ics),
            (self.archive, is_ics),
            (self.draft, is_paper),
        ):
            self.rows.setRowVisible(field, is_shown)
        lacks = self.lacks(kind)
        words = ABOUT_ROSTER.get(self.form.currentData() or "", kind.about) if is_roster else kind.about
        self.about.setText(lacks or words)

    def _is_first_needed(self) -> bool:
        return payroll.first_needed(self._document, self.template.text().strip())

    def set_running(self, is_running: bool) -> None:
        """Show that files are being made, or no longer: then nothing else can be chosen."""
        self.bar.setVisible(is_running)
        for part in (self._side_part, self.keep, self.drop, self.history):
            part.setEnabled(not is_running)
        if is_running:
            self.take.setEnabled(False)
        self.cancel.setText("Cancel" if is_running else "Close")

    # ------------------------------------------------------------ what is chosen

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that are chosen."""
        return tuple(str(self.form.currentData() or "").split())

    @property
    def chosen_folder(self) -> Path:
        """Where the files go."""
        return Path(self.folder.text().strip()).expanduser()

    @property
    def chosen_date(self) -> date:
        """Of a paper about one date."""
        return date_of(self.on)

    def lacks(self, kind: ExportKind) -> str:
        """Return why what is chosen cannot be exported now, in a sentence; "" where it can."""
        document = self._document
        if self._what == ANONYMOUS:
            return "" if self.roster.count() else "No roster was published yet."
        if kind.is_of_roster and document.roster is None:
            return "Open a roster first."
        if "ics" in self.formats and (document.roster is None or not document.roster.version):
            return NOT_PUBLISHED
        if kind.needs_officer and not self.officer.currentData():
            return "Choose an officer."
        return ""

    def order(self, what: str) -> ExportOrder:
        """Return what is exported, and how; what the kind does not have stays as it usually is."""
        formats, badge = self.formats, self.officer.currentData()
        has_officer = self.rows.isRowVisible(self.officer)
        is_csv, is_ics = "csv" in formats, "ics" in formats
        return ExportOrder(
            what=what,
            formats=formats,
            with_names=self.names.isChecked() and what == ROSTER,
            delimiter=self.delimiter.currentData() if is_csv else "comma",
            with_mark=self.mark.isChecked() and is_csv,
            badge=Badge(badge) if badge and has_officer else None,
            tells_posts=self.posts.isChecked() and is_ics,
            as_archive=self.archive.isChecked() and is_ics,
            size=self.size_box.currentData() or "letter",
            as_it_stands=self.draft.isChecked() and self.rows.isRowVisible(self.draft),
            template=self.template.text().strip() if what == PAYROLL else "",
        )

    def about_what(self, what: str, kind: ExportKind) -> About:
        """Return which roster, date or dates it is about."""
        if what == ANONYMOUS:
            return About(roster=self.roster.currentData())
        if kind.is_of_dates:
            return About(first=date_of(self.first), last=date_of(self.last))
        if what == PAYROLL:
            first = date_of(self.first) if self.rows.isRowVisible(self.first) else None
            return About(first=first, last=date_of(self.last))
        on = self.chosen_date if kind.needs_date else None
        return About(roster=self._document.roster_id if kind.is_of_roster else None, on=on)
