"""Where a database may be: refused with one sentence before anything is written."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from scheduler.storage import DeskError, Store, address

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/export /mnt/team nfs4 rw 0 0
//server/share /mnt/with\\040blank cifs rw 0 0
me@server:/ /mnt/ssh fuse.sshfs rw 0 0
/dev/sdb1 /mnt/team/local ext4 rw 0 0
server:/a /mnt/hidden nfs rw 0 0
/dev/sdc1 /mnt/hidden xfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/f.db", None),
        ("/mnt/team/f.db", "nfs4"),
        ("/mnt/team/deep/f.db", "nfs4"),
        ("/mnt/team", "nfs4"),
        ("/mnt/teamwork/f.db", None),
        ("/mnt/team/local/f.db", None),
        ("/mnt/with blank/f.db", "cifs"),
        ("/mnt/ssh/f.db", "fuse.sshfs"),
        ("/mnt/hidden/f.db", None),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths of another system")
def test_the_innermost_mount_decides(path: str, kind: str | None) -> None:
    assert address.network_type(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "glusterfs", "ceph", "afs", "fuse.rclone"]
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths of another system")
def test_a_database_on_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "share"
    share.mkdir()
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {share} {kind} rw 0 0\n")
    monkeypatch.setattr(address, "_MOUNTS", mounts)
    with pytest.raises(DeskError, match=rf"is on a network share \({kind}\).*; choose a folder on a disk of this"):
        Store.open(f"sqlite:///{share / 'f.db'}")
    assert list(share.iterdir()) == []
    Store.open(str(tmp_path / "f.db")).close()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_a_share_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (tmp_path / "link").symlink_to(share)
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/x {share} nfs rw 0 0\n")
    monkeypatch.setattr(address, "_MOUNTS", mounts)
    with pytest.raises(DeskError, match="network share"):
        Store.open(str(tmp_path / "link" / "f.db"))


def test_a_system_that_does_not_tell_its_mounts_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "_MOUNTS", tmp_path / "none")
    Store.open(str(tmp_path / "f.db")).close()
    assert (tmp_path / "f.db").exists()


@pytest.mark.parametrize("url", ["\\\\server\\share\\f.db", "sqlite:///\\\\server\\share\\f.db"])
def test_a_unc_path_is_refused(url: str) -> None:
    with pytest.raises(DeskError, match="network share"):
        Store.open(url)


@pytest.mark.parametrize("url", ["mysql://me:secret@x", "sqlite://", "sqlite:///", "", ":memory:", "a\0b"])
def test_an_address_that_is_none_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(DeskError, match="expected") as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://me:secret@host/db", "must not hold a password"),
        ("postgresql://me@host", "names no database"),
        ("postgresql://me@host:port/db", "cannot be read"),
        ("postgres://me@host/db?password=secret", "says password, which is not known"),
    ],
)
def test_an_address_of_a_server_that_is_none_is_refused(url: str, said: str) -> None:
    with pytest.raises(DeskError, match=said) as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


def test_addresses_of_servers() -> None:
    found = address.server_of(" postgresql://j%40il@Jail.example:5433/fair%20watch?sslmode=verify-full ")
    assert found == address.Server(
        user="j@il", host="jail.example", port=5433, database="fair watch", tls=(("sslmode", "verify-full"),)
    )
    assert address.server_of("postgres:///fairwatch") == address.Server(
        user="", host="", port=5432, database="fairwatch"
    )


def test_addresses_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    absolute = str(tmp_path / "f 1.db")
    assert address.path_of("sqlite:///f 1.db") == address.path_of("f 1.db") == Path(absolute)
    assert address.path_of(absolute) == address.path_of(f"sqlite:///{absolute}") == Path(absolute)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 100)
    with pytest.raises(DeskError, match="is not a database of Fairwatch"):
        Store.open(str(path))
    assert path.read_text().startswith("Dear reader")


def test_a_damaged_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    path.write_bytes(address.HEADER + b"\xff" * 4096)
    with pytest.raises(DeskError) as caught:
        Store.open(str(path))
    assert str(path) in str(caught.value)


def test_a_database_of_another_program_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(DeskError, match="is a database of another program"):
        Store.open(str(path))


def test_missing_folder_and_folder_instead_of_file(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="does not exist"):
        Store.open(str(tmp_path / "no" / "f.db"))
    with pytest.raises(DeskError, match="is a folder"):
        Store.open(str(tmp_path))


def test_a_read_only_folder_and_file_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f.db"
    Store.open(str(path)).close()
    real = os.access
    # Asked of the system and not tried: for the administrator nothing is read-only.
    monkeypatch.setattr(os, "access", lambda p, mode: Path(p) != path and real(p, mode))
    with pytest.raises(DeskError, match=r"f\.db is read-only"):
        Store.open(str(path))
    monkeypatch.setattr(os, "access", lambda p, mode: Path(p) != tmp_path and real(p, mode))
    with pytest.raises(DeskError, match=r"The folder .* is read-only"):
        Store.open(str(path))


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder in which nobody can make a file")
def test_a_folder_that_takes_no_file_is_a_sentence() -> None:
    with pytest.raises(DeskError, match=r"cannot be opened or created there|read-only"):
        Store.open("/proc/self/f.db")


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "f.db").touch()
    store = Store.open(str(tmp_path / "f.db"))
    assert store.facility() is None
    store.close()


def test_closing_leaves_one_file_that_can_be_moved(tmp_path: Path) -> None:
    store = Store.open(str(tmp_path / "f.db"))
    assert store.rosters() == ()
    store.close()
    assert [p.name for p in tmp_path.iterdir()] == ["f.db"]
    shutil.move(tmp_path / "f.db", tmp_path / "g.db")
    Store.open(str(tmp_path / "g.db")).close()
