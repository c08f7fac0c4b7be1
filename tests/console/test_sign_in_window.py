"""The way in and out of a database with accounts, as it is used: sign in, lock, confirm, manage accounts, sign out."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from support.accounts import NAMES, password_of, with_quick_passwords
from support.desk_site import badge
from support.windows import Answers

from console import app
from console.dialogs.accounts import (
    AccountDialog,
    AccountsDialog,
    FirstPasswordDialog,
    SignInRulesDialog,
    SupportDialog,
)
from console.dialogs.own_account import AuthenticatorDialog, PasswordDialog
from console.dialogs.secrets import ConfirmDialog, SignInDialog, is_confirmed
from console.main_window import MainWindow
from console.operations import exchange
from console.preferences import Preferences
from scheduler.api import Role, sign_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
REYES = NAMES[Role.COMMANDER]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    with_quick_passwords(monkeypatch)


def enter(name: str, secret: str):
    """Return what signs in."""

    def do(dialog: QDialog) -> None:
        dialog.name.setText(name)
        QTest.keyClicks(dialog.secret, secret)
        QTest.keyClick(dialog.secret, Qt.Key.Key_Return)

    return SignInDialog, do


def signed_in(window: MainWindow, url: str, role: Role) -> MainWindow:
    Answers(enter(NAMES[role], password_of(NAMES[role])))
    assert window.open_database(url)
    app.settle(window)
    return window


def test_a_database_with_accounts_asks_who_is_there(window: MainWindow, shared: str) -> None:
    seen: list[str] = []

    def wrong_then_right(dialog: QDialog) -> None:
        seen.append(dialog.banner.accessibleDescription())
        enter("nobody.here", "guess")[1](dialog)
        seen.append(dialog.said.text())
        enter(REYES, "guess")[1](dialog)
        seen.append(dialog.said.text())
        enter(REYES, password_of(REYES))[1](dialog)

    Answers((SignInDialog, wrong_then_right))
    assert window.open_database(shared)
    app.settle(window)
    assert "given an account" in seen[0]
    assert seen[1] == seen[2] != ""
    assert window.document.desk.actor == REYES
    assert "watch commander" in window.windowTitle()
    assert window.document.roster is not None


def test_who_gives_up_sees_nothing(window: MainWindow, shared: str) -> None:
    Answers((SignInDialog, lambda dialog: dialog.reject()))
    assert not window.open_database(shared)
    assert window.document.desk is None
    assert window.document.roster is None


def test_a_locked_screen_tells_nothing_and_opens_with_the_password(window: MainWindow, shared: str) -> None:
    signed_in(window, shared, Role.COMMANDER)
    name = window.document.desk.facility().name
    assert name in window.windowTitle()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    assert window.actions_by_key.reason("lock_now") == ""
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    lock = window.sitting.lock
    assert lock.is_locked
    window.refresh()
    assert name not in window.windowTitle()
    assert not window.work.isVisible()
    assert not window.nav.isVisible()
    assert not window.statusBar().isVisible()
    QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.activeModalWidget() is None
    QTest.keyClicks(lock.curtain().secret, "guess")
    lock.curtain().open.click()
    assert lock.is_locked
    assert lock.curtain().said.text() != ""
    QTest.keyClicks(lock.curtain().secret, password_of(REYES))
    lock.curtain().open.click()
    assert not lock.is_locked
    assert window.work.isVisible()
    window.refresh()
    assert name in window.windowTitle()


def test_publishing_asks_for_the_password_once_more(window: MainWindow, shared: str) -> None:
    signed_in(window, shared, Role.COMMANDER)
    said: list[str] = []

    def type_it(secret: str):
        def do(dialog: QDialog) -> None:
            QTest.keyClicks(dialog.secret, secret)
            QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
            said.append(dialog.said.text())

        return ConfirmDialog, do

    def wrong_then_away(dialog: QDialog) -> None:
        type_it("guess")[1](dialog)
        dialog.reject()

    Answers(type_it(password_of(REYES)))
    assert is_confirmed(window.document, "The roster will be published.", window)
    Answers((ConfirmDialog, wrong_then_away))
    assert not is_confirmed(window.document, "The roster will be published.", window)
    assert said[0] == ""
    assert said[1] != ""


def test_a_first_password_is_changed_before_anything_else(window: MainWindow, shared: str) -> None:
    with sign_in(shared, NAMES[Role.ADMIN], password_of(NAMES[Role.ADMIN])) as admin:
        first = admin.accounts.reset(REYES)
    seen: list[str] = []

    def choose(dialog: QDialog) -> None:
        seen.append(dialog.old.isVisible())
        for one, two in (("password", "password"), ("seven green lamps burn", "other")):
            dialog.new.setText(one)
            dialog.again.setText(two)
            dialog.accept()
            seen.append(dialog.said.text())
        dialog.new.setText("seven green lamps burn")
        dialog.again.setText("seven green lamps burn")
        dialog.accept()

    Answers(enter(REYES, first), (PasswordDialog, choose))
    assert window.open_database(shared)
    assert seen[0] is False
    assert seen[1] != ""
    assert seen[2] == "The two new passwords are not the same."
    sign_in(shared, REYES, "seven green lamps burn").close()


def test_an_authenticator_that_the_site_asks_for_is_set_up_at_the_door(window: MainWindow, shared: str) -> None:
    with sign_in(shared, NAMES[Role.ADMIN], password_of(NAMES[Role.ADMIN])) as admin:
        admin.accounts.set_rules(replace(admin.accounts.rules(), code_roles=frozenset({Role.COMMANDER})))
    seen: list[str] = []

    def give_up(dialog: QDialog) -> None:
        seen.append(dialog.key.text())
        dialog.code.setText("000000")
        dialog.accept()
        seen.append(dialog.said.text())
        dialog.reject()

    Answers(enter(REYES, password_of(REYES)), (AuthenticatorDialog, give_up))
    assert not window.open_database(shared)
    assert len(seen[0].replace(" ", "")) >= 16
    assert seen[1] != ""
    assert window.document.desk is None


def test_signing_out_leaves_nothing_for_the_next_one(window: MainWindow, shared: str) -> None:
    signed_in(window, shared, Role.COMMANDER)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.work.grid.table.selectAll()
    window.work.grid.copy()
    assert QApplication.clipboard().text()
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    settings.setValue("FileDialog/lastVisited", "/secret/folder")
    left = QDialog(window)
    left.setModal(True)
    left.show()
    window.sitting.sign_out()
    assert window.sitting.is_over
    assert not window.isVisible()
    assert not left.isVisible()
    assert window.document.desk is None
    assert window.document.stack.count() == 0
    assert QApplication.clipboard().text() == ""
    assert settings.value("FileDialog/lastVisited") is None
    assert (window.preferences.choices.place, window.preferences.choices.view) == ("", "")


def test_after_signing_out_a_new_window_asks_again(
    quick: None, peopled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = exchange.url_of(shutil.copy(peopled, tmp_path / "kiosk.db"))
    windows: list[MainWindow] = []

    def sit(window: MainWindow) -> int:
        windows.append(window)
        if len(windows) == 1:
            window.sitting.sign_out()
        else:
            window.close()
        return 0

    monkeypatch.setattr(app, "show_until_closed", sit)
    monkeypatch.setattr(app, "default_path", lambda: tmp_path / "console.json")
    answers = Answers(enter(REYES, password_of(REYES)), enter(NAMES[Role.SERGEANT], password_of(NAMES[Role.SERGEANT])))
    assert app.run(url) == 0
    assert answers.left == []
    assert len(windows) == 2
    assert windows[0] is not windows[1]


def test_an_administrator_adds_disables_releases_and_resets(window: MainWindow, shared: str) -> None:
    signed_in(window, shared, Role.ADMIN)
    dialog = AccountsDialog(window.document, window.look, window)
    dialog.show()
    assert dialog.under.text() == "8 accounts."
    seen: list[str] = []

    def fill(made: QDialog) -> None:
        seen.append(made._done.toolTip())
        made.name.setText("hall")
        made.officer.setText(badge(1))
        made.accept()

    def read(shown: QDialog) -> None:
        seen.append(shown.password.text())
        shown.reject()

    Answers((AccountDialog, fill), (FirstPasswordDialog, read))
    dialog.add.click()
    assert dialog.current().name == "hall"
    assert dialog.current().roles == {Role.OFFICER}
    assert seen[0] == "Enter a name."
    assert len(seen[1]) >= 12
    dialog.disable.click()
    assert dialog.current().words == "disabled"
    assert dialog.enable.isVisible()
    dialog.enable.click()
    Answers((FirstPasswordDialog, read))
    dialog.reset.click()
    assert seen[2] not in ("", seen[1])

    def set_rules(rules: QDialog) -> None:
        rules.banner.setPlainText("County property.")
        rules.idle.setValue(5)
        rules.accept()

    Answers((SignInRulesDialog, set_rules))
    dialog.rules.click()
    assert window.document.desk.accounts.rules().banner == "County property."
    assert window.document.desk.idle_minutes == 5

    def enter_support(support: QDialog) -> None:
        assert len(support.questions.toPlainText().splitlines()) == 4
        support.contacts.setPlainText("Peer support 555-0134\n\n")
        support.accept()

    Answers((SupportDialog, enter_support))
    dialog.support.click()
    assert window.document.desk.asks.support().contacts == ("Peer support 555-0134",)
    row = next(n for n in range(dialog.model.rowCount()) if dialog.model.index(n, 0).data() == NAMES[Role.ADMIN])
    dialog.table.choose_row(row)
    dialog.disable.click()
    assert "administrator" in dialog.said.text()
    dialog.close()


def test_the_first_account_makes_everybody_sign_in(window: MainWindow, quick: None) -> None:
    password: list[str] = []

    def add(made: QDialog) -> None:
        assert Role.ADMIN in made.roles()
        made.name.setText("root.one")
        made.accept()

    def read(shown: QDialog) -> None:
        password.append(shown.password.text())
        shown.reject()

    def manage(dialog: QDialog) -> None:
        later = (SignInDialog, lambda door: enter("root.one", password[0])[1](door)), (PasswordDialog, choose)
        Answers((AccountDialog, add), (FirstPasswordDialog, read), *later)
        dialog.add.click()

    def choose(dialog: QDialog) -> None:
        for field in (dialog.new, dialog.again):
            field.setText("seven green lamps burn")
        dialog.accept()

    window.asks.entrance.is_again = True
    Answers((AccountsDialog, manage))
    window.actions_by_key["accounts"].trigger()
    assert window.document.desk.actor == "root.one"
    assert not window.document.desk.session.is_open


def test_a_window_of_ones_own_keeps_nothing_of_the_facility(tmp_path: Path) -> None:
    kept = Preferences(tmp_path / "console.json")
    kept.change(place="requests", view="board")
    assert "requests" in (tmp_path / "console.json").read_text()
    kept.change(place="", view="")
    assert "requests" not in (tmp_path / "console.json").read_text()
