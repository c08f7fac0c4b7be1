"""`fairwatch backup` and `fairwatch restore`: a whole database, encrypted, in one file, and back."""

import argparse
import getpass
import sys
from dataclasses import replace
from pathlib import Path

from scheduler.api import here
from scheduler.api.backup import (
    BackupPlan,
    BackupProof,
    Passphrase,
    PrivateKey,
    PublicKey,
    new_backup_key,
    private_key,
    public_key,
    restore_backup,
    verify_backup,
)
from scheduler.api.here import system_user
from scheduler.cli import audit
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError

_MOST_PASSPHRASE_BYTES = 1000


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    does = {"verify": _verify, "key": _key, "list": _list, "plan": _plan, "restore": _restore, None: _make}
    return does[arguments.action](arguments)


def _make(arguments: argparse.Namespace) -> int:
    if arguments.db is None or (arguments.to is None) != arguments.if_due:
        raise CommandError("--db with a database and --to with a folder are expected, or --db and --if-due")
    with open_desk(arguments.db) as desk:
        if arguments.if_due:
            made = desk.backups.make_due()
            if made is None:
                print(f"{desk.backups.state().sentence}: none is due")
                return 0
        else:
            made = desk.backups.make(arguments.to, _lock(arguments))
    print(f"{made.path}: {made.rows} rows of {made.tables} tables")
    print(f"sha256 {made.sha256}")
    for name in made.removed:
        print(f"{name} was removed: newer ones are kept")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    return _say(verify_backup(arguments.file, _opener(arguments)))


def _restore(arguments: argparse.Namespace) -> int:
    proof = restore_backup(arguments.file, _opener(arguments), arguments.db, system_user(), here.utc_now)
    print(f"{arguments.db}: {proof.rows} rows of {len(proof.tables)} tables, as they stood {proof.header.at}")
    return 0


def _key(arguments: argparse.Namespace) -> int:
    key = new_backup_key(arguments.out)
    print(key.text)
    print(f"{arguments.out} opens what is locked with this key: keep it off this machine, and a copy of it elsewhere")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.db) as desk:
        plan = desk.backups.plan()
        folder = arguments.folder or (None if plan is None else Path(plan.folder))
        if folder is None:
            raise CommandError("a folder is expected: no plan names one")
        for one in desk.backups.files(folder):
            print(f"{one.at:%Y-%m-%d %H:%M:%S} UTC  {one.octets:>12}  {one.path.name}")
        print(desk.backups.state().sentence)
    return 0


def _plan(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.db) as desk:
        plan = desk.backups.plan()
        if arguments.none:
            desk.backups.set_plan(None)
            plan = None
        given = {
            "folder": None if arguments.to is None else str(arguments.to.absolute()),
            "key": arguments.key,
            "hours": arguments.hours,
            "keep": arguments.keep,
            "at_publication": arguments.at_publication,
        }
        told = {name: value for name, value in given.items() if value is not None}
        if told and not arguments.none:
            plan = replace(plan or BackupPlan(folder="", key=""), **told)
            desk.backups.set_plan(plan)
    if plan is None:
        print("no backups are made by themselves")
        return 0
    when = [f"every {plan.hours} hours"] if plan.hours else []
    when += ["after each publication"] if plan.at_publication else []
    print(f"{plan.folder}: {' and '.join(when)}, locked with {public_key(plan.key).id}; {plan.keep} are kept")
    return 0


def _say(proof: BackupProof) -> int:
    print(f"{proof.path}: made {proof.header.at}, {proof.rows} rows of {len(proof.tables)} tables, read to the end")
    for fault in proof.faults:
        print(fault)
    status = audit.say(proof.verdict) if proof.verdict.records else audit.IS_WHOLE
    return audit.IS_CHANGED if proof.faults else status


def _lock(arguments: argparse.Namespace) -> Passphrase | PublicKey:
    if arguments.key is not None:
        return public_key(arguments.key)
    if arguments.passphrase_file is not None:
        return _passphrase(arguments.passphrase_file)
    first = _asked("Passphrase for the backup: ")
    if _asked("The same again: ") != first:
        raise CommandError("the two passphrases differ")
    return Passphrase(first)


def _opener(arguments: argparse.Namespace) -> Passphrase | PrivateKey:
    if arguments.key_file is not None:
        return private_key(arguments.key_file)
    if arguments.passphrase_file is not None:
        return _passphrase(arguments.passphrase_file)
    return Passphrase(_asked("Passphrase of the backup: "))


def _passphrase(path: Path) -> Passphrase:
    with path.open("rb") as file:
        line = file.read(_MOST_PASSPHRASE_BYTES).partition(b"\n")[0]
    try:
        return Passphrase(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise CommandError(f"{path}: a passphrase in UTF-8 is expected") from None


def _asked(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError("nobody is there to type a passphrase; name a key or a file that holds a passphrase")
    return getpass.getpass(prompt)
