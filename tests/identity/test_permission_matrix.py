"""Who may call what: written down by hand, method by method, and held against what the guards do.

Letters: O officer, S shift sergeant, D scheduler (who makes the duty), C watch commander, P PREA manager, H deciding
authority (human resources), A auditor, I administrator (of the installation); `*` anybody who is signed in.
"""

from types import SimpleNamespace

import pytest
from support.accounts import Clock
from support.probing import Method, methods

from scheduler.api import DeskError, NotPermittedError, Role, Session
from scheduler.identity.permissions import MATRIX, Action

LETTERS = dict(zip("OSDCPHAI", Role, strict=True))
PERMITTED = {
    "*": """
        confirm facility is_empty keys.lock leave.today lock myself.advice myself.change_password myself.new_code
        myself.set_code plan.today today unlock
    """,
    "O": """
        swaps.accept swaps.colleagues swaps.decline swaps.mine swaps.own_tours swaps.propose swaps.to_give
        swaps.withdraw
    """,
    "C": """
        add_rotation_waiver add_waiver approve archive draws.seal_for plan.approve_deviation publish
    """,
    "A": """
        oversight.export oversight.roster oversight.rosters
    """,
    "I": """
        accounts.add accounts.banner accounts.bind accounts.disable accounts.enable accounts.every accounts.release
        accounts.reset accounts.rules accounts.set_banner accounts.set_roles accounts.set_rules backups.files
        backups.make backups.plan backups.set_plan
    """,
    "CI": """
        append_policy_entries calls.set_rules change_policy
    """,
    "CP": """
        dispositions.decide observations.review observations.suggest_times packs.gather packs.published packs.write
        pairs.open
    """,
    "DC": """
        add_readings audit_log.export_page audit_log.export_table draws.write export feed.preview feed.take
        imports.every imports.preview imports.suggest imports.take imports.undo
        papers.write
        leave.accept_bid leave.bid
        leave.grant leave.grant_all leave.plan_wellness leave.refuse leave.wellness setup.apply setup.change
        setup.open_watch
        worked.close_day
    """,
    "CH": """
        equity.make equity.write
    """,
    "PH": """
        keys.expunge keys.expunge_due keys.expunge_log keys.lift_hold keys.make_recovery keys.place_hold
        keys.recover keys.set_period look_backs.approve
    """,
    "CPH": """
        keys.due keys.hand_over look_backs.ask look_backs.every look_backs.read
    """,
    "DCH": """
        pay payroll.again payroll.draft payroll.every payroll.export payroll.is_unchanged
    """,
    "DCPHI": """
        exports.remove exports.save
    """,
    "DCI": """
        import_site
    """,
    "PAI": """
        audit audit_log.export keys.log_due
    """,
    "SDC": """
        apply_edit build_problem calls.lists calls.note create_roster draws.draw happenings.write leave.ask
        leave.withdraw notices.acknowledge observations.add_round observations.set_counts plan.write_deviation propose
        set_certificate shared.send shift_log.acknowledge shift_log.correct shift_log.take_back shift_log.write
        swaps.approve swaps.judge swaps.refuse swaps.waiting worked.enter
    """,
    "CPAI": """
        audit_log.records audit_log.verify keys.holds keys.periods
    """,
    "OCPH": """
        keys.begin keys.change_passphrase keys.rotate keys.state keys.unlock
    """,
    "SDCP": """
        attention.compare attention.inputs attention.ladder attention.reading attention.table attention.trend
        dispositions.every
        dispositions.of briefing.note_printed briefing.read briefing.usual
        shift_log.entry shift_log.lines shift_log.read_by shift_log.watch_at shift_log.watches
        observations.incidents observations.read observations.reviews
    """,
    "CPHAI": """
        look_backs.quarters
    """,
    "DCPAI": """
        audit_log.put_anchor_beside
    """,
    "SDCPH": """
        papers.make papers.note_printed papers.pages reports.make
        calls.about calls.between calls.charged calls.rules certificate check data_age day.board day.now day.read
        draws.commitment
        happenings.between draws.evidence draws.faults draws.record draws.records draws.sealed feed.marks journal
        leave.balances
        leave.decisions leave.published_tours leave.requests leave.slots names notices.of_officer
        notices.of_version notices.waiting past_site plan.below plan.deviations plan.plan plan.plans
        plan.reasons plan.records plan.relief problem published roster rosters setup.counts setup.expiring
        setup.rows shared.is_served shared.last_step shared.look shared.steps shared.watch site version versions
        why_not.note worked.age worked.closes worked.compared worked.entries worked.sheet
    """,
    "SDCPAI": """
        attention.weights
    """,
    "SDCPHI": """
        backups.make_due backups.state
    """,
    "SDCPHAI": """
        audit_log.anchor exports.history exports.profile exports.profiles exports.which policy
    """,
}
AT_MOST = {"own": "O", "asks": "OI", "deciding": "CPHA"}
"""Desks of which nobody else may call anything, whatever is added to them."""
BY_METHOD = {name: letters for letters, names in PERMITTED.items() for name in names.split()}


def title(method: Method) -> str:
    return method.title.removeprefix("Desk.")


def is_let_in(method: Method, session: Session) -> bool:
    """Whether the guard of a method lets a session in. There is nothing behind it, so who gets in falls down there."""
    store = SimpleNamespace(
        accounts=SimpleNamespace(
            standing=lambda name: session.roles, note_refused=lambda *about: None, exist=lambda: False
        )
    )
    try:
        method.function(SimpleNamespace(_session=session, _store=store, _now=Clock()))
    except NotPermittedError:
        return False
    except (DeskError, TypeError, AttributeError):
        return True
    return True


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_in_where_the_table_says(role: Role) -> None:
    session = Session(actor="somebody", roles=frozenset({role}))
    wrong = []
    for method in methods():
        name = title(method)
        letters = BY_METHOD.get(name)
        allowed = letters == "*" or (letters is not None and role in {LETTERS[letter] for letter in letters})
        got_in = is_let_in(method, session)
        if letters is None:
            most = AT_MOST.get(method.of, "")
            if got_in and method.actions and role not in {LETTERS[letter] for letter in most}:
                wrong.append(f"{name}: {role} gets in, and the table does not know it")
        elif got_in != allowed:
            wrong.append(f"{name}: {role} {'gets in' if got_in else 'is refused'}")
    assert wrong == []


def test_every_method_stands_in_the_table() -> None:
    found = {title(method) for method in methods() if method.of not in AT_MOST and method.actions}
    assert found - BY_METHOD.keys() == set()
    assert BY_METHOD.keys() - {title(method) for method in methods()} == set()


def test_nobody_gets_in_without_a_role_or_before_his_password_is_his_own() -> None:
    guarded = [method for method in methods() if method.actions]
    for session in (
        Session(actor="somebody"),
        Session(actor="somebody", roles=frozenset(Role), owes="Choose a password of your own first"),
    ):
        assert [title(method) for method in guarded if is_let_in(method, session)] == []


def test_what_domain_asks_of_roles_at_large() -> None:
    """The table of need-to-know, row by row: roster, overlay, reasons, log."""
    reads = {
        role: (
            Action.READ_ROSTER in MATRIX[role],
            Action.READ_OVERLAY in MATRIX[role],
            Action.UNSEAL in MATRIX[role],
            Action.READ_AUDIT in MATRIX[role],
        )
        for role in Role
    }
    assert reads == {
        Role.OFFICER: (False, False, False, False),
        Role.SERGEANT: (True, True, False, False),
        Role.SCHEDULER: (True, True, False, False),
        Role.COMMANDER: (True, True, True, False),
        Role.PREA_MANAGER: (True, True, True, True),
        Role.AUTHORITY: (True, False, True, False),
        Role.AUDITOR: (False, False, False, True),
        Role.ADMIN: (False, False, False, True),
    }
    builders = {role for role in Role if Action.BUILD in MATRIX[role]}
    assert builders == {Role.SERGEANT, Role.SCHEDULER, Role.COMMANDER}
    for action in (Action.APPROVE, Action.PUBLISH, Action.WAIVE):
        assert {role for role in Role if action in MATRIX[role]} == {Role.COMMANDER}
    guarding = {role for role in Role if Action.READ_GUARDING in MATRIX[role]}
    assert guarding == {Role.COMMANDER, Role.PREA_MANAGER}
