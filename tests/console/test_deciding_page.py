"""The deciding side on real widgets: keys, the queue, opening, granting and denying, orders, who sees which part."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox
from support.accounts import Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.desk_site import FIRST, badge, small_site
from support.windows import Answers

from console.dialogs.deciding import DenyDialog, FileDialog, GrantDialog
from console.dialogs.keys import TWICE, KeysDialog, PassphraseDialog, RecoverDialog, SharesDialog
from console.dialogs.secrets import ConfirmDialog
from console.document import RosterDocument
from console.main_window.deciding import Deciding
from console.operations import deciding, exchange, keys
from console.views.deciding import DecidingPage
from console.views.requests import RequestsPage
from console.views.requests.place import RequestsPlace
from scheduler.api import Desk, DeskError, Posted, Role
from scheduler.api.keys import Share
from scheduler.domain.requests import Denial, RequestKind, RequestState
from scheduler.domain.words import AreaCode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Seat = Callable[[Role], RosterDocument]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shares() -> list[Share]:
    """The shares of the recovery key that `shared` made."""
    return []


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock, shares: list[Share]) -> str:
    """A database with an account of each role, a recovery key and everybody's own key."""
    with_quick_passwords(monkeypatch)
    url = exchange.url_of(tmp_path / "shared.db")
    with Desk.open(url, actor="sergeant", now=clock) as desk:
        desk.import_site(small_site(), "small")
        add_accounts(desk, badge(0), clock)
    with as_role(url, Role.PREA_MANAGER, clock) as prea:
        prea.confirm(password_of(prea.actor))
        shares += prea.keys.make_recovery()
    for role in (Role.AUTHORITY, Role.COMMANDER, Role.PREA_MANAGER, Role.OFFICER):
        as_role(url, role, clock).close()  # the first time with a recovery key makes a key
    return url


@pytest.fixture
def seat(qapp: QApplication, shared: str, clock: Clock) -> Iterator[Seat]:
    """What seats somebody of a role at a document."""
    document = RosterDocument()
    said: list[str] = []
    document.failed.connect(said.append)
    document.said = said  # type: ignore[attr-defined]

    def take(role: Role) -> RosterDocument:
        exchange.close_database(document)
        document.desk = as_role(shared, role, clock)
        document.opened.emit()
        return document

    yield take
    exchange.close_database(document)


def ask_to_move(seat: Seat) -> str:
    desk = seat(Role.OFFICER).desk
    assert desk is not None
    return desk.asks.file(RequestKind.MOVE_ME, area=AreaCode("HU"))


def page_of(document: RosterDocument) -> DecidingPage:
    page = DecidingPage(document)
    page.resize(1100, 600)
    page.show()
    page.refresh()
    return page


def texts(page: DecidingPage) -> list[str]:
    return [found.text() for found in page.panel.findChildren(QLabel) if found.isVisible()]


def confirm(document: RosterDocument) -> None:
    assert document.desk is not None
    document.desk.confirm(password_of(document.desk.actor))


def opened(page: DecidingPage, document: RosterDocument, id: str) -> None:
    confirm(document)
    page.show_opened(deciding.open_one(document, id))
    QApplication.processEvents()  # what is new in a form is shown in the next turn


def test_what_waits_stands_in_the_queue_without_a_name_until_it_is_opened(seat: Seat) -> None:
    id = ask_to_move(seat)
    document = seat(Role.AUTHORITY)
    page = page_of(document)
    assert page.model.rowCount() == 1
    assert page.model.index(0, 0).data() == "Move me"
    assert page.open_it.isVisible()
    assert not page.grant.isVisible()
    assert not any(badge(0) in text for text in texts(page))
    opened(page, document, id)
    assert any(badge(0) in text for text in texts(page))
    assert page.grant.isVisible()
    assert page.deny.isVisible()
    page.hide()
    assert page.opened is None, "left open when the page was left"


def test_opening_without_confirming_says_so_and_opens_nothing(seat: Seat) -> None:
    id = ask_to_move(seat)
    document = seat(Role.AUTHORITY)
    page = page_of(document)
    page.show_opened(deciding.open_one(document, id))
    assert page.opened is None
    assert document.said  # type: ignore[attr-defined]


def test_granting_and_denying_tell_the_officer(seat: Seat) -> None:
    id = ask_to_move(seat)
    document = seat(Role.AUTHORITY)
    page = page_of(document)
    opened(page, document, id)
    assert page.opened is not None
    deny = DenyDialog(page.opened.request)
    deny.accept()
    assert deny.said.text(), "a denial without anything offered is not closed"
    deny.alternative.setText("the yard, from Monday")
    deny.reason.setCurrentIndex(deny.reason.findData(Denial.NO_OTHER_POST))
    assert deny.do(document, id)
    officer = seat(Role.OFFICER).desk
    assert officer is not None
    mine = officer.asks.mine()[0].request
    assert mine.state == RequestState.DENIED
    assert mine.decision is not None
    assert mine.decision.alternative == "the yard, from Monday"
    officer.asks.appeal(id, "the yard is next to it")
    document = seat(Role.PREA_MANAGER)
    page = page_of(document)
    opened(page, document, id)
    assert "the yard is next to it" in texts(page)
    assert page.opened is not None
    assert GrantDialog(page.opened.request).do(document, id)
    officer = seat(Role.OFFICER).desk
    assert officer is not None
    assert officer.asks.mine()[0].request.state == RequestState.GRANTED


def test_an_order_is_given_in_the_form_and_a_second_one_approves_the_move(seat: Seat) -> None:
    document = seat(Role.AUTHORITY)
    form = FileDialog(document, is_order=True)
    form.kind.setCurrentIndex(form.kind.findData(RequestKind.PRECAUTION))
    form.officer.setCurrentIndex(form.officer.findData(badge(1)))
    form.area.setCurrentIndex(form.area.findData("HU"))
    assert form.inmate.isHidden()
    assert form.do(document), document.said  # type: ignore[attr-defined]
    page = page_of(document)
    assert page.model.index(0, 3).data() == "needs a second approval"
    id = deciding.queue(document)[0].id
    document = seat(Role.PREA_MANAGER)
    page = page_of(document)
    opened(page, document, id)
    assert page.second.isVisible()
    assert not page.deny.isVisible()
    assert "Not in the last weeks, and nothing is published." in texts(page)
    gone = deciding.posted_words(Posted(last=FIRST, next=None))
    assert gone.startswith("No longer: the last tour there was on ")
    assert "28 CFR 115.73(c)" in gone
    assert deciding.posted_words(Posted(last=FIRST, next=FIRST)).startswith("Yes: ")
    assert deciding.second(document, id)
    assert document.desk is not None
    assert [r for r in document.desk.site().restrictions if r.badge == badge(1)]


def test_an_order_whose_outcome_found_no_ground_is_expunged_as_it_ends(seat: Seat) -> None:
    document = seat(Role.PREA_MANAGER)
    assert document.desk is not None
    ids = [
        document.desk.deciding.file(kind, badge(1), area=AreaCode("HU"), words="case 7")
        for kind in (RequestKind.NO_CONTACT, RequestKind.NO_CONTACT, RequestKind.TRAINING)
    ]
    page = page_of(document)
    doing = Deciding(document, page, page)
    opened(page, document, ids[2])
    boxes: list[QMessageBox] = []

    def answer(box: QMessageBox, is_groundless: bool) -> None:
        boxes.append(box)
        if is_groundless:
            box.checkBox().setChecked(True)
        box.button(QMessageBox.StandardButton.Yes).click()

    assert not deciding.may_expunge(document, page.opened.request)
    opened(page, document, ids[1])
    Answers((QMessageBox, lambda box: answer(box, is_groundless=False)))
    doing.end(ids[1])
    confirm(document)
    assert document.desk.deciding.open(ids[1]).request.state == RequestState.ENDED
    opened(page, document, ids[0])
    Answers(
        (QMessageBox, lambda box: answer(box, is_groundless=True)),
        (ConfirmDialog, lambda dialog: (dialog.secret.setText(password_of(document.desk.actor)), dialog.accept())),
    )
    doing.end(ids[0])
    confirm(document)
    with pytest.raises(DeskError):
        document.desk.deciding.open(ids[0])
    assert document.said == []  # type: ignore[attr-defined]
    assert len(boxes) == 2


def test_who_has_no_open_key_is_told_what_comes_first(seat: Seat, shared: str) -> None:
    document = seat(Role.AUTHORITY)
    assert document.desk is not None
    document.desk.keys.lock()
    page = page_of(document)
    assert page.open_key.isVisible()
    assert page.model.rowCount() == 0
    window = KeysDialog(document)
    window.show()
    assert window.unlock.isVisible()
    assert not window.begin.isVisible()
    assert keys.unlock(document, "not the passphrase") != ""
    assert keys.unlock(document, password_of(document.desk.actor)) == ""
    window.refresh()
    assert not window.unlock.isVisible()
    assert "is open" in window.standing.text()


def test_a_passphrase_is_typed_twice_and_forgotten(qtbot) -> None:
    used: list[str] = []

    def use(passphrase: str) -> str:
        used.append(passphrase)
        return "" if passphrase == "long enough to be one" else "Too short."

    window = PassphraseDialog("Make your key", "", "Make it", ("Passphrase", "Once more"), use)
    qtbot.addWidget(window)
    first, second = window.fields.values()
    first.setText("long enough to be one")
    second.setText("long enough to be two")
    window.accept()
    assert (window.said.text(), used) == (TWICE, [])
    second.setText("long enough to be one")
    window.accept()
    assert used == ["long enough to be one"]
    assert window.result() == QDialog.DialogCode.Accepted
    assert (first.text(), second.text()) == ("", "")


def test_two_printed_shares_give_a_new_key_to_who_lost_his(seat: Seat, shares: list[Share]) -> None:
    id = ask_to_move(seat)
    document = seat(Role.PREA_MANAGER)
    confirm(document)
    form = RecoverDialog(document)
    form.account.setText("authority.one")
    form.shares[0].setPlainText("\n".join(shares[0].lines()))
    form.shares[1].setPlainText("nothing of the kind")
    form.passphrase.setText("another long passphrase")
    form.accept()
    assert "Share 2" in form.said.text()
    form.shares[1].setPlainText("\n".join(shares[2].lines()))
    form.passphrase.setText("another long passphrase")
    form.accept()
    assert form.result() == QDialog.DialogCode.Accepted
    assert form.opened.number >= 1
    document = seat(Role.AUTHORITY)
    assert keys.unlock(document, "another long passphrase") == ""
    assert [line.id for line in deciding.queue(document)] == [id]


def test_shares_are_shown_once_and_forgotten(qtbot, shares: list[Share], shared: str) -> None:
    window = SharesDialog(tuple(shares), "Small Jail")
    qtbot.addWidget(window)
    seen = []
    for _ in range(3):
        seen.append(window.text.toPlainText())
        window.next.click()
    assert all(share.lines()[0] in text for share, text in zip(shares, seen, strict=True))
    assert window.result() == QDialog.DialogCode.Accepted
    assert window.text.toPlainText() == ""


def test_the_place_shows_each_role_its_part(seat: Seat) -> None:
    document = seat(Role.SCHEDULER)
    leave, queue = RequestsPage(document), DecidingPage(document)
    place = RequestsPlace(document, leave, queue)
    place.resize(1100, 600)
    place.show()
    assert leave.isVisible()
    assert not place.deciding_chip.isVisible()
    seat(Role.AUTHORITY)
    assert queue.isVisible()
    assert not place.leave_chip.isVisible()
    seat(Role.COMMANDER)
    assert place.leave_chip.isVisible()
    place.deciding_chip.click()
    assert queue.isVisible()
