"""Windows of the deciding side: grant, deny, hand over, file for an officer, give an order."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from console.dialogs.form import FormDialog, areas_box
from console.document import RosterDocument
from console.operations import deciding
from console.widgets.basics import let_search, paragraph
from scheduler.domain.requests import Denial, Request, RequestKind, Via
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, InmateRef

LINES = 4
AN_AREA, AN_INMATE, ALL_INMATES = "an area", "wherever an inmate is", "every post with inmates"
VIAS = (Via.PREA_MANAGER, Via.UNION, Via.EAP)


class GrantDialog(FormDialog):
    """What is added to a grant, and whether the inmate is moved in place of the officer."""

    def __init__(self, request: Request, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(
            f"Grant: {deciding.KIND_WORDS[request.kind].lower()}",
            "The officer is told. Everybody who builds rosters goes on reading no more than that a post is not open to "
            "this officer.",
            "Grant",
            parent,
        )
        self.words, self.moves = _text(), QCheckBox("Move the inmate, not the officer")
        self.add_fields(For_the_officer_to_read=self.words)
        may_move = request.kind == RequestKind.APPROACH and request.scope.inmate is not None
        self.moves.setVisible(may_move and request.scope.area is not None)
        self.column.addWidget(self.moves)
        self.close_form()

    def do(self, document: RosterDocument, id: str) -> bool:
        """Grant; return whether that was done."""
        return deciding.grant(document, id, self.words.toPlainText().strip(), self.moves.isChecked())


class DenyDialog(FormDialog):
    """Why, what is offered in its place, and who decides about an appeal."""

    def __init__(self, request: Request, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(
            f"Deny: {deciding.KIND_WORDS[request.kind].lower()}",
            "A denial has a reason, offers something in its place and can be appealed against; somebody else decides "
            "about the appeal.",
            "Deny",
            parent,
        )
        self.reason, self.alternative, self.words = QComboBox(), QLineEdit(), _text()
        for denial, words in deciding.denials():
            self.reason.addItem(words, denial)
        self.alternative.setPlaceholderText("what is offered in its place")
        self.add_fields(Reason=self.reason, Offered_instead=self.alternative, For_the_officer_to_read=self.words)
        self.said = paragraph("", "stop")
        self.column.addWidget(self.said)
        self.close_form()

    def accept(self) -> None:
        """Stay while nothing is offered."""
        if not self.alternative.text().strip():
            self.said.setText("Say what is offered in its place.")
            self.alternative.setFocus()
            return
        super().accept()

    def do(self, document: RosterDocument, id: str) -> bool:
        """Deny; return whether that was done."""
        return deciding.deny(
            document,
            id,
            Denial(self.reason.currentData()),
            self.alternative.text().strip(),
            self.words.toPlainText().strip(),
        )


class InterimDialog(FormDialog):
    """Which area is closed to the officer, too, until there is a decision."""

    def __init__(self, site: Site, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(
            "Close one more area",
            "The officer is not posted there until there is a decision, beside what the request closes by itself.",
            "Close it",
            parent,
        )
        self.area = areas_box(site)
        self.add_fields(Area=self.area)
        self.close_form()

    def do(self, document: RosterDocument, id: str) -> bool:
        """Close it; return whether that was done."""
        return deciding.interim(document, id, (AreaCode(self.area.currentData()),))


class HandOverDialog(FormDialog):
    """Whose key opens it from now on, too, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        super().__init__(
            "Hand over",
            "The other account can open it from now on as well. The sealed log keeps who gave it to whom, and why.",
            "Hand over",
            parent,
        )
        self.account, self.why = QLineEdit(), QLineEdit()
        self.add_fields(Account=self.account, Why=self.why)
        self.close_form()

    def do(self, document: RosterDocument, id: str) -> bool:
        """Hand it over; return whether that was done."""
        return deciding.hand_over(document, id, self.account.text().strip(), self.why.text().strip())


class FileDialog(FormDialog):
    """A request for an officer who came to somebody, or an order."""

    def __init__(self, document: RosterDocument, is_order: bool, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        said = (
            "An order binds at once, without accusation and without loss of pay or days off. Only a precautionary move "
            "waits for a second approval."
            if is_order
            else "For an officer who came to you, the union or the assistance program. What binds, binds from now on."
        )
        title, accept = ("Give an order", "Give it") if is_order else ("File for an officer", "File it")
        super().__init__(title, said, accept, parent)
        assert document.desk is not None, "asked for with a database open"
        site, names = document.desk.site(), document.desk.names()
        self._is_order = is_order
        self.kind, self.officer, self.via = QComboBox(), QComboBox(), QComboBox()
        for kind in deciding.ORDERS if is_order else deciding.FOR_OTHERS:
            self.kind.addItem(deciding.KIND_WORDS[kind], kind)
        for officer in sorted(site.officers, key=lambda one: names.get(one.badge, one.badge)):
            self.officer.addItem(f"{names.get(officer.badge, officer.badge)} ({officer.badge})", officer.badge)
        let_search(self.officer, "Officer")
        for via in VIAS:
            self.via.addItem(deciding.VIA_WORDS[via].removeprefix("filed "), via)
        self.scope, self.area, self.inmate = QComboBox(), areas_box(site), QLineEdit()
        self.inmate.setPlaceholderText("the reference number")
        self.words = _text()
        self.add_fields(What=self.kind, Officer=self.officer)
        if not is_order:
            self.add_fields(Came=self.via)
        self.add_fields(Not_posted_to=self.scope, Area=self.area, Inmate=self.inmate)
        self.add_fields(**{"Case" if is_order else "In their words": self.words})
        self.close_form()
        self.kind.currentIndexChanged.connect(lambda *_: self._fit_scope())
        self.scope.currentIndexChanged.connect(lambda *_: self._fit())
        self._fit_scope()

    def _fit_scope(self) -> None:
        """Offer what the kind can be about."""
        kind = RequestKind(self.kind.currentData())
        choices = [AN_AREA]
        if kind in (RequestKind.KEEP_SEPARATE, RequestKind.APPROACH, RequestKind.NO_CONTACT, RequestKind.MEDICAL):
            choices.append(AN_INMATE)
        if kind in (RequestKind.NO_CONTACT, RequestKind.MEDICAL):
            choices.append(ALL_INMATES)
        self.scope.clear()
        self.scope.addItems(choices)
        self._fit()

    def _fit(self) -> None:
        kind, scope = RequestKind(self.kind.currentData()), self.scope.currentText()
        is_placed, is_report = kind != RequestKind.HARDSHIP, kind == RequestKind.APPROACH
        self.form.setRowVisible(self.scope, is_placed and not is_report)
        self.form.setRowVisible(self.area, is_placed and (is_report or scope == AN_AREA))
        self.form.setRowVisible(self.inmate, is_placed and (is_report or scope == AN_INMATE))
        self.form.setRowVisible(self.words, kind != RequestKind.MOVE_ME)

    def do(self, document: RosterDocument) -> bool:
        """File it; return whether that was done."""
        area = AreaCode(self.area.currentData()) if not self.area.isHidden() else None
        inmate = InmateRef(self.inmate.text().strip()) if not self.inmate.isHidden() else None
        return deciding.file(
            document,
            RequestKind(self.kind.currentData()),
            Badge(self.officer.currentData()),
            area,
            inmate or None,
            self.scope.currentText() == ALL_INMATES,
            self.words.toPlainText().strip() if not self.words.isHidden() else "",
            Via.MANAGEMENT if self._is_order else Via(self.via.currentData()),
        )


def _text() -> QPlainTextEdit:
    """Return a field of some lines, which Tab leaves."""
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFixedHeight(made.fontMetrics().lineSpacing() * LINES + 12)
    return made
