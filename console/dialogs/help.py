"""The help window: contents at the left, a page at the right; searched, walked back and forth, without a network."""

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QKeySequence,
    QShortcut,
    QShowEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from console.dialogs.secrets import say
from console.document.words import count
from console.models.help_pages import DECISIONS, RULES, Section, folder_of, linked, search, sections, ways_on
from console.theme import Look
from console.widgets.basics import button, offer, paragraph

WIDE, HIGH, CONTENTS, LINE = 1040, 720, 300, 26
LINE_HEIGHT = 125
"""Per cent of the usual height of a line."""
SECTION = Qt.ItemDataRole.UserRole
MOST_MARKED = 500
FOLDERS = {RULES: "Rules", DECISIONS: "Decisions"}


class HelpDialog(QDialog):
    """Shows one part of a page at a time; Ctrl+F searches all of them, Alt+Left and Alt+Right go back and forth."""

    def __init__(
        self, look: Look, parent: QWidget | None = None, section: Section | None = None, heading: str = ""
    ) -> None:
        """Show a section, by default the first one, from a heading inside it on if one is given."""
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.resize(look.px(WIDE), look.px(HIGH))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._look = look
        self._walked: list[Section] = []
        self._at = -1
        self.search, self.contents, self.page = QLineEdit(), QTreeWidget(), QTextBrowser()
        self.back, self.forward = button("Back", ""), button("Forward", "")
        self._said = paragraph("", "second")
        self._lay_out()
        self._connect()
        self._fill()
        self.show_section(section or sections()[0])
        self._begin_at = heading
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        look = self._look
        self.search.setPlaceholderText("Search all pages (Ctrl+F)")
        self.search.setAccessibleName("Search all pages")
        self.search.setClearButtonEnabled(True)
        self.contents.setHeaderHidden(True)
        self.contents.setAccessibleName("Contents")
        self.page.setAccessibleName("Page")
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(look.px(18))
        self.page.document().setDefaultFont(look.font(13.5))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.search)
        column.addWidget(self.contents, 1)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(left)
        parts.addWidget(self.page)
        parts.setStretchFactor(1, 1)
        left_wide = min(look.px(CONTENTS), self.width() * 2 // 5)
        parts.setSizes([left_wide, self.width() - left_wide])
        close = button("Close", "", self.reject)
        row = QHBoxLayout()
        for one in (self.back, self.forward):
            row.addWidget(one)
            one.setAutoDefault(False)
        close.setAutoDefault(False)
        row.addWidget(self._said, 1)
        row.addWidget(close)
        whole = QVBoxLayout(self)
        whole.addWidget(parts, 1)
        whole.addLayout(row)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take_first)
        self.contents.currentItemChanged.connect(self._on_chosen)
        self.page.anchorClicked.connect(self._on_link)
        self.back.clicked.connect(lambda: self._walk(-1))
        self.forward.clicked.connect(lambda: self._walk(1))
        for keys, act in (
            ("Ctrl+F", self._to_search),
            ("Alt+Left", lambda: self._walk(-1)),
            ("Alt+Right", lambda: self._walk(1)),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def showEvent(self, event: QShowEvent) -> None:
        """Go to the heading to begin at, now that the page has its height."""
        super().showEvent(event)
        if self._begin_at:
            self._go_to(self._begin_at)
            self._begin_at = ""

    # ------------------------------------------------------------ contents

    def _fill(self, *_: object) -> None:
        """List the contents, or what was found."""
        self.contents.blockSignals(True)
        self.contents.clear()
        if self.search.text().strip():
            self._list_found()
        else:
            self._list_all()
        self.contents.blockSignals(False)
        self._mark()

    def _list_all(self) -> None:
        tops: dict[str, QTreeWidgetItem] = {}
        for section in sections():
            folder = folder_of(section.page)
            key = folder or section.page
            top = tops.get(key)
            if top is None:
                top = tops[key] = self._line(self.contents, FOLDERS.get(folder, section.title), section)
            if folder or section.heading != section.title:
                self._line(top, section.heading, section)
        say(self._said, "")
        if self._at >= 0:
            self._choose(self._walked[self._at])

    def _line(self, above: QTreeWidget | QTreeWidgetItem, words: str, section: Section) -> QTreeWidgetItem:
        """Add a line to the contents: high enough to be hit, with its whole words where it is cut."""
        line = QTreeWidgetItem(above, [words])
        line.setData(0, SECTION, section)
        line.setSizeHint(0, QSize(0, self._look.px(LINE)))
        line.setToolTip(0, words)
        return line

    def _list_found(self) -> None:
        found = search(self.search.text())
        for section in found:
            words = section.heading if section.heading == section.title else f"{section.heading} ({section.title})"
            self._line(self.contents, words, section)
        say(self._said, f"{count(len(found), 'part')} found." if found else "No page has all of these words.")

    def _take_first(self) -> None:
        first = self.contents.topLevelItem(0)
        if first is not None and self.search.text().strip():
            self.contents.setCurrentItem(first)
            self.contents.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _choose(self, section: Section) -> None:
        """Choose the line of a section, or of its page."""
        best = None
        lines = QTreeWidgetItemIterator(self.contents)
        while lines.value():
            line = lines.value()
            held = line.data(0, SECTION)
            if held == section or (held.page == section.page and best is None):
                best = line
            lines += 1
        if best is not None:
            self.contents.blockSignals(True)
            self.contents.setCurrentItem(best)
            best.setExpanded(True)
            self.contents.blockSignals(False)

    # ------------------------------------------------------------ pages

    @property
    def section(self) -> Section:
        """What is shown."""
        return self._walked[self._at]

    def show_section(self, section: Section, heading: str = "") -> None:
        """Show a part of a page, from a heading inside it on if one is given, and be able to go back."""
        if self._at < 0 or section != self.section:
            del self._walked[self._at + 1 :]
            self._walked.append(section)
            self._at += 1
            self._show()
        if heading:
            self._go_to(heading)

    def _go_to(self, heading: str) -> None:
        """Bring a heading to the top, and the cursor to it, so that a screen reader goes on there."""
        block = self.page.document().begin()
        while block.isValid() and not (block.blockFormat().headingLevel() and block.text() == heading):
            block = block.next()
        if block.isValid():
            self.page.setTextCursor(QTextCursor(block))
            top = self.page.document().documentLayout().blockBoundingRect(block).top()
            self.page.verticalScrollBar().setValue(round(top))

    def _show(self) -> None:
        section = self.section
        self.page.setMarkdown(section.text + ways_on(section))
        self._air()
        self.page.setAccessibleDescription(f"{section.title}: {section.heading}")
        self.setWindowTitle(f"Help: {section.heading}")
        offer(self.back, "" if self._at > 0 else "Nothing was shown before this.")
        offer(self.forward, "" if self._at + 1 < len(self._walked) else "Nothing was gone back from.")
        self._choose(section)
        self._mark()

    def _air(self) -> None:
        """Give lines and paragraphs room: a page is read at the end of a night."""
        block, cursor = self.page.document().begin(), QTextCursor(self.page.document())
        cursor.beginEditBlock()
        while block.isValid():
            form = block.blockFormat()
            is_cell = QTextCursor(block).currentTable() is not None
            is_code = form.nonBreakableLines() and block.next().blockFormat().nonBreakableLines()
            form.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            form.setTopMargin(self._look.px(14) if form.headingLevel() else 0)
            form.setBottomMargin(self._look.px(0 if is_code else 2 if is_cell else 8))
            cursor.setPosition(block.position())
            cursor.setBlockFormat(form)
            block = block.next()
        cursor.endEditBlock()
        self.page.moveCursor(QTextCursor.MoveOperation.Start)

    def _walk(self, step: int) -> None:
        if 0 <= self._at + step < len(self._walked):
            self._at += step
            self._show()

    def _on_chosen(self, item: QTreeWidgetItem | None, *_: object) -> None:
        if item is not None:
            self.show_section(item.data(0, SECTION))

    def _on_link(self, address: QUrl) -> None:
        target = linked(self.section, address.toString())
        if target is not None:
            self.show_section(target)
        else:
            say(self._said, f"This leads out of the help: {address.toString()}")

    def _mark(self) -> None:
        """Mark the words that are searched for."""
        found: list[QTextEdit.ExtraSelection] = []
        form = QTextCharFormat()
        form.setBackground(QColor(self._look.colour("accent_soft")))
        form.setFontUnderline(True)
        for word in self.search.text().split():
            cursor = QTextCursor(self.page.document())
            while len(found) < MOST_MARKED:
                cursor = self.page.document().find(word, cursor, QTextDocument.FindFlag(0))
                if cursor.isNull():
                    break
                one = QTextEdit.ExtraSelection()
                one.cursor, one.format = cursor, form
                found.append(one)
        self.page.setExtraSelections(found)
        if found:
            first = QTextCursor(found[0].cursor)
            first.clearSelection()
            self.page.setTextCursor(first)
