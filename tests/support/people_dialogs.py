"""Windows about people, accounts, requests, keys and backups, as the tests of every window open them."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtWidgets import QDialog

from console.dialogs.accounts import (
    AccountDialog,
    AccountsDialog,
    FirstPasswordDialog,
    RolesDialog,
    SignInRulesDialog,
    SupportDialog,
)
from console.dialogs.asking import AppealDialog, AskDialog, AskWhatDialog
from console.dialogs.backup import BackUpDialog, BackupPlanDialog, RestoreDialog
from console.dialogs.deciding import DenyDialog, FileDialog, GrantDialog, HandOverDialog, InterimDialog
from console.dialogs.keys import KeysDialog, PassphraseDialog, RecoverDialog, SharesDialog
from console.dialogs.own_account import AuthenticatorDialog, PasswordDialog
from console.dialogs.secrets import ConfirmDialog, SignInDialog
from console.dialogs.server import ServerDialog
from console.document.own import Offered
from console.main_window import MainWindow
from console.models.asking import form_of
from console.operations.session import Answer
from scheduler.api import AccountLine, AccountState, Rank, Request, RequestKind, Role, SignInRules
from scheduler.domain.requests import Scope
from scheduler.domain.words import AreaCode, Badge
from scheduler.identity.accounts import Source
from scheduler.identity.keyring import PrivateKey
from scheduler.identity.shares import shares_of

AT = datetime(2026, 12, 6, 9, tzinfo=UTC)
OFFERED = Offered(
    areas=(("HB", "Housing B"),),
    posts=(("HB-F", "Housing B front"),),
    shifts=(("D", "Day"),),
    categories=("relative",),
    deciders=("reyes",),
    notice="The law says so.",
    questions=("Would I be uneasy?",),
    contacts=("Peer support",),
)
LINE = AccountLine(
    name="hall",
    badge=None,
    roles=frozenset({Role.SERGEANT}),
    state=AccountState.ACTIVE,
    words="in use",
    last_seen=None,
    has_code=False,
    is_temporary=True,
    source=Source.PASSWORD,
    is_bound=False,
)
REQUEST = Request(
    id="1",
    kind=RequestKind.MOVE_ME,
    badge=Badge("1000"),
    by="abara",
    filed=AT,
    scope=Scope(area=AreaCode("HB")),
    rank=Rank.AUTHORITY,
)


def makers(window: MainWindow) -> tuple[Callable[[], QDialog], ...]:
    """Return what opens each of these windows over the console's."""
    document = window.document
    site = document.desk.site()
    on = AT.date()
    return (
        lambda: ServerDialog("", lambda *_: "", window),
        lambda: SignInDialog("Harrow Creek", "This system is watched.", lambda *_: Answer(), window),
        lambda: ConfirmDialog("The roster will be published.", "hall", lambda *_: Answer(), window),
        lambda: PasswordDialog(lambda *_: Answer(), lambda _: "", "", window),
        lambda: AuthenticatorDialog("otpauth://totp/x?secret=ABCDEFGH", lambda *_: Answer(), "", window),
        lambda: AccountsDialog(document, window.look, window),
        lambda: AccountDialog(True, window),
        lambda: RolesDialog(LINE, window),
        lambda: FirstPasswordDialog("hall", "three green lamps", window),
        lambda: SignInRulesDialog(SignInRules(), window),
        lambda: SupportDialog(("Peer support",), (), window),
        lambda: AskWhatDialog(parent=window),
        lambda: AskDialog(form_of("move_me"), OFFERED, on, lambda _: "", window),
        lambda: AskDialog(form_of("approach"), OFFERED, on, lambda _: "", window),
        lambda: AskDialog(form_of("preference"), OFFERED, on, lambda _: "", window),
        lambda: AppealDialog(lambda _: "", window),
        lambda: GrantDialog(REQUEST, window),
        lambda: DenyDialog(REQUEST, window),
        lambda: InterimDialog(site, window),
        lambda: HandOverDialog(window),
        lambda: FileDialog(document, True, window),
        lambda: KeysDialog(document, window),
        lambda: PassphraseDialog("Open", "Sentence.", "Open", ("Passphrase",), lambda *_: "", window),
        lambda: SharesDialog(shares_of(PrivateKey.made()), "Harrow Creek", window),
        lambda: RecoverDialog(document, window),
        lambda: BackUpDialog(document, window),
        lambda: BackupPlanDialog(document, window),
        lambda: RestoreDialog(document, window),
    )
