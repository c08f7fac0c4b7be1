"""A backup file opens with what locked it, whole or not at all, and never stands half written under its name."""

import errno
import os
import random
import stat
from pathlib import Path

import pytest

from scheduler.backup import (
    BackupError,
    BackupReader,
    BackupWriter,
    Header,
    Passphrase,
    PrivateKey,
    PublicKey,
    RowReader,
    RowWriter,
    header_of,
    new_key,
    read_private,
    read_public,
)
from scheduler.backup import file as form

WORDS = Passphrase("correct horse battery staple")
HEADER = Header(at="2026-11-22T21:00:00+00:00", anchor="", revision="0006", program="0.1.0")


@pytest.fixture
def key(tmp_path: Path) -> PrivateKey:
    new_key(tmp_path / "key")
    return read_private(tmp_path / "key")


def written(path: Path, data: bytes, lock: Passphrase | PublicKey) -> str:
    with BackupWriter(path, HEADER, lock) as file:
        file.write(data)
        return file.finish()


def read(path: Path, opener: Passphrase | PrivateKey) -> bytes:
    with BackupReader(path, opener) as file:
        return b"".join(file.data())


def noise(count: int) -> bytes:
    return random.Random(1).randbytes(count)


@pytest.mark.parametrize("count", [0, 1, 200_000, form.CHUNK_BYTES * 3])
def test_what_goes_in_comes_out(tmp_path: Path, key: PrivateKey, count: int) -> None:
    data = noise(count)
    written(tmp_path / "a", data, key.public)
    assert read(tmp_path / "a", key) == data
    assert header_of(tmp_path / "a") == HEADER


def test_a_passphrase_opens_however_it_is_typed(tmp_path: Path) -> None:
    written(tmp_path / "a", b"rows", Passphrase("caf\u00e9 at the corner"))
    assert read(tmp_path / "a", Passphrase(" cafe\u0301 at the corner\n")) == b"rows"


def test_the_wrong_passphrase_or_key_is_said_in_a_sentence(tmp_path: Path, key: PrivateKey) -> None:
    written(tmp_path / "a", b"rows", WORDS)
    written(tmp_path / "b", b"rows", key.public)
    new_key(tmp_path / "other")
    with pytest.raises(BackupError, match="the passphrase or key does not fit"):
        read(tmp_path / "a", Passphrase("correct horse battery stapler"))
    with pytest.raises(BackupError, match="with a passphrase, not with a backup key"):
        read(tmp_path / "a", key)
    with pytest.raises(BackupError, match=f"with the backup key {key.public.id}; this one is"):
        read(tmp_path / "b", read_private(tmp_path / "other"))
    with pytest.raises(BackupError, match=f"with the backup key {key.public.id}, not with a passphrase"):
        read(tmp_path / "b", WORDS)


def test_a_short_passphrase_locks_nothing(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="at least 15 letters"):
        written(tmp_path / "a", b"", Passphrase("short"))
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_what_is_inside_can_be_read_outside(tmp_path: Path, key: PrivateKey) -> None:
    written(tmp_path / "a", b"the reason is nobody's business " * 9, key.public)
    assert b"reason" not in (tmp_path / "a").read_bytes()
    assert key.octets.hex() not in (tmp_path / "a").read_bytes().hex()


def test_only_its_owner_may_read_a_key_or_a_backup(tmp_path: Path, key: PrivateKey) -> None:
    written(tmp_path / "a", b"rows", key.public)
    for name in ("key", "a"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert key.octets.hex() not in repr(key)
    assert WORDS.text not in repr(WORDS)


def test_a_key_is_never_written_over_another_one(tmp_path: Path, key: PrivateKey) -> None:
    with pytest.raises(BackupError, match="is there already"):
        new_key(tmp_path / "key")
    assert read_private(tmp_path / "key") == key


def test_a_public_key_that_was_written_down_wrong_is_refused(key: PrivateKey) -> None:
    text = key.public.text
    assert read_public(f" {text}\n") == key.public
    for place in range(len(text)):
        wrong = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        with pytest.raises(BackupError):
            read_public(wrong)


def test_a_full_disk_ends_in_a_sentence_and_leaves_nothing(tmp_path: Path, key: PrivateKey) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")

    class Full(BackupWriter):
        pass

    file = Full(tmp_path / "a", HEADER, key.public)
    with file:
        assert file._file is not None
        handle = os.open("/dev/full", os.O_WRONLY)
        os.dup2(handle, file._file.fileno())
        os.close(handle)
        with pytest.raises(BackupError, match=r"The disk that holds .* is full, so no backup was made"):
            file.write(noise(form.CHUNK_BYTES * 9))
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_disk_that_fails_at_the_end_leaves_nothing(
    tmp_path: Path, key: PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(form.os, "fsync", fails)
    with pytest.raises(BackupError, match=r"No backup can be written to .*: Input/output error"):
        written(tmp_path / "a", b"rows", key.public)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_backup_stands_under_its_name_only_when_it_is_whole(tmp_path: Path, key: PrivateKey) -> None:
    with BackupWriter(tmp_path / "a", HEADER, key.public) as file:
        file.write(noise(9_000_000))
        assert not (tmp_path / "a").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["key"], "nothing was finished"


def test_no_backup_is_written_over_another_one(tmp_path: Path, key: PrivateKey) -> None:
    written(tmp_path / "a", b"first", key.public)
    with pytest.raises(BackupError, match="is there already"):
        written(tmp_path / "a", b"second", key.public)
    assert read(tmp_path / "a", key) == b"first"


def test_what_a_killed_program_left_is_swept_away_a_day_later(tmp_path: Path, key: PrivateKey) -> None:
    old, new = tmp_path / ".x.fwbackup.0a.part", tmp_path / ".y.fwbackup.0b.part"
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (1, 1))
    written(tmp_path / "a", b"rows", key.public)
    assert (old.exists(), new.exists()) == (False, True)


def chunks(data: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Return what stands before the chunks of a file, the chunks, and what stands after them."""
    at = len(form._MAGIC) + 4 + form._LENGTH.unpack_from(data, len(form._MAGIC))[0] + 32
    head, found = data[:at], []
    while True:
        kind, length = form._FRAME.unpack_from(data, at)
        end = at + form._FRAME.size + length + 16
        found.append(data[at:end])
        at = end
        if kind:
            return head, found, data[at:]


def test_a_changed_cut_or_rearranged_file_is_always_refused(tmp_path: Path, key: PrivateKey) -> None:
    """Every byte of a small file, and 300 random harms of a large one; their hashes made to fit where they can be."""
    small, large = tmp_path / "small", tmp_path / "large"
    written(small, b"rows", key.public)
    written(large, noise(form.CHUNK_BYTES * 4), key.public)
    harmed = tmp_path / "harmed"
    data = small.read_bytes()
    cases = [data[:n] + bytes([data[n] ^ (1 << n % 8)]) + data[n + 1 :] for n in range(len(data))]
    cases += [data[:n] for n in range(0, len(data), 3)] + [data + b"\0", data * 2]
    random_ = random.Random(5)
    data = large.read_bytes()
    for _ in range(100):
        at = random_.randrange(len(data))
        cases.append(data[:at] + bytes([data[at] ^ (1 << random_.randrange(8))]) + data[at + 1 :])
        cases.append(data[:at])
        cases.append(data[:at] + random_.randbytes(random_.randrange(1, 9)) + data[at:])
    head, parts, _ = chunks(data)
    other = chunks(small.read_bytes())
    orders = [parts[::-1], parts[1:], parts[:-1], [parts[1], parts[0], *parts[2:]], [*parts, parts[-1]], [parts[-1]]]
    orders += [[*parts[:-1], other[1][-1]], [parts[0], parts[0], *parts[2:]]]
    cases += [with_hash(head + b"".join(order)) for order in orders] + [with_hash(other[0] + b"".join(parts))]
    for case in cases:
        harmed.write_bytes(case)
        with pytest.raises(BackupError) as raised:
            read(harmed, key)
        assert "\n" not in str(raised.value)
    assert read(large, key) == noise(form.CHUNK_BYTES * 4)


def with_hash(data: bytes) -> bytes:
    return data + form.hashlib.sha256(data).digest()


def test_a_made_up_header_does_not_make_the_machine_work_for_hours(tmp_path: Path) -> None:
    written(tmp_path / "a", b"rows", WORDS)
    data = (tmp_path / "a").read_bytes().replace(b'"iterations":3', b'"iterations":9999999')
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(BackupError):
        read(tmp_path / "a", WORDS)


@pytest.mark.parametrize(
    "lines",
    [
        b"",
        b'{"end":{"rows":1,"tables":0}}\n',
        b'{"end":{"rows":0,"tables":0}}',
        b'{"end":{"rows":0,"tables":0}}\n{}\n',
        b'{"columns":["a"],"table":"t"}\n[1,2]\n',
        b'{"columns":["a"],"table":"t"}\n[1]\n',
        b'{"columns":["a"],"table":"t"}\n[1]\n{"rows":2,"sha256":""}\n',
        b"[" * 100_000 + b"\n",
        b"\xff\n",
    ],
)
def test_rows_that_are_none_are_refused(lines: bytes) -> None:
    with pytest.raises(BackupError):
        [list(rows) for _name, _columns, rows in RowReader([lines]).tables()]


def test_rows_come_back_as_they_were() -> None:
    data = bytearray()
    writer = RowWriter(data.extend)
    rows = [["a\n\u2028é\0", 1, 0.1, None, b"\x00\xff"], ["", -(2**62), 1e300, None, b""]]
    writer.table("t", ["a", "b", "c", "d", "e"], rows)
    writer.table("empty", ["a"], [])
    writer.finish()
    pieces = [bytes(data[n : n + 7]) for n in range(0, len(data), 7)]
    reader = RowReader(pieces)
    found = {name: list(given) for name, _, given in reader.tables()}
    assert found == {"t": rows, "empty": []}
    assert reader.tally == writer.tally
    assert reader.tally.rows == 2
