"""Nothing leaves the computer: whatever asks the kernel for a socket of a network is killed, and the program lives."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.no_network import IS_POSSIBLE

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(
    not IS_POSSIBLE, reason="filters of system calls are known here for Linux on x86-64 and ARM"
)


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run this Python under the filter."""
    variables = dict(
        os.environ, PYTHONPATH=os.pathsep.join([str(ROOT), str(ROOT / "tests")]), QT_QPA_PLATFORM="offscreen"
    )
    command = [sys.executable, "-m", "support.no_network", sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK"])
def test_the_filter_kills_whoever_opens_a_socket(family: str) -> None:
    assert _python("-c", f"import socket; socket.socket(socket.{family})").returncode == -signal.SIGSYS


def test_children_are_killed_too() -> None:
    child = [sys.executable, "-c", "import socket; socket.socket()"]
    ran = _python("-c", f"import subprocess, sys; sys.exit(-subprocess.run({child!r}).returncode)")
    assert ran.returncode == signal.SIGSYS


def test_a_server_that_is_named_is_asked_for() -> None:
    """What is forbidden below is what a database on a server needs: here the program is killed as it must be."""
    address = "postgresql://somebody@127.0.0.1:9/nowhere"
    assert _python("-m", "console", "policy", "list", "--db", address).returncode == -signal.SIGSYS


def test_a_roster_is_built_checked_published_exported_and_drawn(tmp_path: Path) -> None:
    ran = _python("-m", "console", "demo", "--out", str(tmp_path / "out"), "--time", "3")
    assert ran.returncode == 0, ran.stderr
    assert "Published as version 1" in ran.stdout
    assert (tmp_path / "out" / "console.png").stat().st_size > 10_000


def test_the_console_lives_without(tmp_path: Path) -> None:
    """The first run in its window: a facility made, imported, opened; and help, which is all inside."""
    ran = _python(
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "tests/console/test_first_run.py",
        "tests/console/test_help.py",
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
