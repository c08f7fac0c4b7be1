"""The promise made at publication, and the record of a draw in somebody else's hands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.drawn import DAY, MUSTER, PERIOD, jail, planned

from scheduler.domain.draws import Draw, Muster, Seal
from scheduler.domain.roster import Roster
from scheduler.draw import commitment_of, draw, faults_of, new_secret, receipt_of, sealed, secret_of
from scheduler.wire import UnreadableError, decode, encode

PROBLEM = jail(5)
ROSTER = planned(PROBLEM)
SECRET = "5a" * 32
ENTROPY = "c3" * 32
AT = datetime(2026, 11, 23, 10, 45, tzinfo=UTC)
OTHER = Muster(on=DAY + timedelta(days=1), shift="D")


def seal_of(secret: str = SECRET) -> Seal:
    return sealed("F", PERIOD, 1, secret, (OTHER, MUSTER))


def drawn(secret: str = SECRET, entropy: str = ENTROPY, words: str = "4 1 6") -> tuple[Roster, Draw]:
    opened = secret_of(secret, MUSTER)
    return draw(PROBLEM, ROSTER, seal_of(secret), MUSTER, opened, entropy, words, actor="sergeant", at=AT)


def test_a_draw_that_is_repeated_from_its_record_gives_the_same() -> None:
    after, record = drawn()
    assert after != ROSTER
    again = decode(encode(record), Draw, "record")
    assert again == record
    assert faults_of(again) == ()
    assert faults_of(again, PROBLEM, ROSTER) == ()


def test_publisher_computer_and_officers_each_have_a_part_in_the_outcome() -> None:
    outcomes = [drawn(), drawn(secret="5b" * 32), drawn(entropy="c4" * 32), drawn(words="4 1 5")]
    assert len({record.changes for _, record in outcomes}) > 2


def test_the_commitment_tells_nothing_of_the_secrets_and_holds_all_of_them() -> None:
    seal = seal_of()
    assert SECRET not in encode(seal).decode()
    assert secret_of(SECRET, MUSTER) not in encode(seal).decode()
    assert [m.muster for m in seal.musters] == [MUSTER, OTHER]
    assert commitment_of(seal) != commitment_of(seal_of("5b" * 32))
    assert secret_of(SECRET, MUSTER) != secret_of(SECRET, OTHER)
    assert new_secret() != new_secret()
    assert len(bytes.fromhex(new_secret())) == 32


def test_one_changed_byte_of_a_record_is_found() -> None:
    _, record = drawn()
    text = encode(record)
    for place in range(0, len(text), 17):
        changed = bytearray(text)
        changed[place] = ord("0") if text[place] != ord("0") else ord("1")
        try:
            found = decode(bytes(changed), Draw, "record")
        except UnreadableError:
            continue
        assert found == record or faults_of(found, PROBLEM, ROSTER), text[place - 20 : place + 20]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"secret": "00" * 32}, "The secret is not the one that was committed to"),
        ({"secret": "zz" * 32}, "The secret is not the one that was committed to"),
        ({"commitment": "00" * 32}, "The seal is not the one of the commitment"),
        ({"entropy": "short"}, "not 64 hexadecimal digits"),
        ({"muster": Muster(on=DAY, shift="N")}, "The seal promises no draw for 2026-11-23/N"),
        ({"method": "dice"}, "does not know"),
    ],
)
def test_what_does_not_fit_the_promise_is_said_without_problem_and_roster(
    change: dict[str, object], sentence: str
) -> None:
    _, record = drawn()
    changed = replace(record, **change)  # type: ignore[arg-type]
    assert any("receipt does not fit" in fault for fault in faults_of(changed))
    forged = replace(changed, receipt=receipt_of(changed))
    assert any(sentence in fault for fault in faults_of(forged))
    assert not any("receipt" in fault for fault in faults_of(forged))


def test_another_problem_another_roster_and_another_outcome_are_found() -> None:
    after, record = drawn()
    assert faults_of(record, jail(5, wishes=(("A", "P2"),)), ROSTER)
    assert faults_of(record, PROBLEM, after)
    less = replace(record, changes=())
    less = replace(less, receipt=receipt_of(less))
    assert faults_of(less, PROBLEM, ROSTER) == ("Drawing again with the same secret gives other posts.",)
    more = replace(record, count=replace(record.count, plans=record.count.plans + 1))
    more = replace(more, receipt=receipt_of(more))
    assert faults_of(more, PROBLEM, ROSTER) == ("Drawing again finds another number of plans.",)
