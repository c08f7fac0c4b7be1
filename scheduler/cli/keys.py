"""`fairwatch keys`: own pair, printed shares, retention and holds."""

import argparse
from collections.abc import Callable

from scheduler.api import Desk
from scheduler.api.keys import Rewrapped
from scheduler.cli.desks import ask, open_desk
from scheduler.cli.failure import CommandError

LINES = 4


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        _ACTS[arguments.action](desk, arguments)
    return 0


def _state(desk: Desk, _arguments: argparse.Namespace) -> None:
    state = desk.keys.state()
    print(f"recovery key: {'made' if state.can_recover else 'none yet; without it nobody gets a key'}")
    if not state.is_made:
        print("own key: none yet")
    else:
        print(f"own key: {state.name}, {'opened by your password' if state.is_open else 'locked by a passphrase'}")


def _begin(desk: Desk, _arguments: argparse.Namespace) -> None:
    desk.keys.begin(_new_passphrase())
    print(f"key {desk.keys.state().name} made")


def _passphrase(desk: Desk, _arguments: argparse.Namespace) -> None:
    desk.keys.change_passphrase(ask("Present passphrase: "), _new_passphrase())
    print("passphrase changed")


def _rotate(desk: Desk, _arguments: argparse.Namespace) -> None:
    done = desk.keys.rotate(ask("Passphrase of the key: "))
    print(f"key {desk.keys.state().name} made, the one before destroyed; wrapped again: {done.number}")
    _say_left(done)


def _recovery(desk: Desk, arguments: argparse.Namespace) -> None:
    shares = desk.keys.make_recovery(_typed_shares() if arguments.renew else ())
    print("The recovery key exists on these three shares only. Give each to another person; any two restore it.")
    for share in shares:
        print(f"\nShare {share.number} of {len(shares)}")
        for number, line in enumerate(share.lines(), start=1):
            print(f"  {number}  {line}")


def _recover(desk: Desk, arguments: argparse.Namespace) -> None:
    shares = _typed_shares()
    done = desk.keys.recover(shares, arguments.name, _new_passphrase(), arguments.lost)
    print(f"account {arguments.name} has a new key; it opens: {done.number}")
    _say_left(done)


def _say_left(done: Rewrapped) -> None:
    if done.left:
        print(done.sentence())


def _retention(desk: Desk, _arguments: argparse.Namespace) -> None:
    for kind, days in desk.keys.periods().items():
        print(f"{kind:<24}  {'for ever' if days is None else f'{days} days'}")
    for hold in desk.keys.holds():
        until = "stands" if hold.lifted_at is None else f"lifted {hold.lifted_at:%Y-%m-%d} by {hold.lifted_by}"
        placed = f"placed {hold.placed_at:%Y-%m-%d} by {hold.placed_by}"
        print(f"hold {hold.id} on {hold.scope}, case {hold.case_name}: {placed}, {until}")


def _keep(desk: Desk, arguments: argparse.Namespace) -> None:
    desk.keys.set_period(arguments.kind, arguments.days)
    print(f"{arguments.kind}: {'for ever' if arguments.days is None else f'{arguments.days} days'}")


def _hold(desk: Desk, arguments: argparse.Namespace) -> None:
    number = desk.keys.place_hold(arguments.scope, arguments.case)
    print(f"hold {number} on {arguments.scope}")


def _lift(desk: Desk, arguments: argparse.Namespace) -> None:
    desk.keys.lift_hold(arguments.number)
    print(f"hold {arguments.number} is lifted")


def _expunge(desk: Desk, arguments: argparse.Namespace) -> None:
    if arguments.dry_run:
        due = desk.keys.due()
        print(f"{len(due)} are due, {sum(one.is_held for one in due)} of them held")
    else:
        print(f"{desk.keys.expunge_due()} envelopes can never be opened again")


def _expunge_log(desk: Desk, arguments: argparse.Namespace) -> None:
    due = desk.keys.log_due(desk.today())
    if due and not arguments.dry_run:
        desk.keys.expunge_log(due)
    print(f"{len(due)} records {'are due' if arguments.dry_run else 'have lost who and what'}")


def _new_passphrase() -> str:
    typed = ask("New passphrase: ")
    if ask("New passphrase again: ") != typed:
        raise CommandError("The two passphrases differ; nothing was changed")
    return typed


def _typed_shares() -> list[list[str]]:
    return [[ask(f"Share {share}, line {line}: ") for line in range(1, LINES + 1)] for share in ("A", "B")]


_ACTS: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
    "state": _state,
    "begin": _begin,
    "passphrase": _passphrase,
    "rotate": _rotate,
    "recovery": _recovery,
    "recover": _recover,
    "retention": _retention,
    "keep": _keep,
    "hold": _hold,
    "lift": _lift,
    "expunge": _expunge,
    "expunge-log": _expunge_log,
}
