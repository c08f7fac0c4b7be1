"""The solver process: it answers one order, stops when told, and does not outlive whoever asked."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.free_patterns import ward

from scheduler.domain.roster import Period
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.wire import encode

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def order() -> bytes:
    problem = generate_site(officers=60, seed=5, days=7).problem(Period(first=DEMO_FIRST, days=7))
    return b'{"problem":' + encode(problem) + b',"options":{"seconds":SECONDS,"workers":1,"seed":1}}\n'


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "console", "--solve-worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    with process:
        yield process
        process.kill()


def events(process: subprocess.Popen[bytes]) -> Iterator[dict[str, object]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def within(order: bytes, seconds: int) -> bytes:
    return order.replace(b"SECONDS", str(seconds).encode())


def send(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(data)
    process.stdin.flush()


def test_an_order_ends_with_a_roster_and_its_certificate(worker: subprocess.Popen[bytes], order: bytes) -> None:
    send(worker, within(order, 3))
    last = list(events(worker))[-1]
    assert last["event"] == "finished"
    assert last["roster"]
    assert last["certificate"]
    assert worker.wait(10) == 0


def test_stop_keeps_the_best_roster_so_far(worker: subprocess.Popen[bytes], order: bytes) -> None:
    send(worker, within(order, 600))
    seen = []
    for event in events(worker):
        if event["event"] == "solution" and not seen:
            send(worker, b"stop\n")
        seen.append(event)
    assert seen[-1]["event"] == "finished"
    assert seen[-1]["roster"]


def test_the_process_ends_when_its_pipe_closes(worker: subprocess.Popen[bytes], order: bytes) -> None:
    send(worker, within(order, 600))
    assert next(events(worker))["event"] == "started"
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(10) == 3


def test_a_broken_order_is_answered_in_words(worker: subprocess.Popen[bytes]) -> None:
    send(worker, b"build me something\n")
    answer = next(events(worker))
    assert answer["event"] == "failed"
    assert "the order on standard input" in str(answer["message"])


LINEAR_PROGRAM_TAKES_ALL_MEMORY = """
import os, signal, sys
from scheduler.engine import columns
from scheduler.worker.build import main
columns.Master.solve = lambda master: os.kill(os.getpid(), signal.SIGKILL)
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the search has no process of its own")
def test_a_linear_program_that_kills_the_search_costs_no_more_than_that() -> None:
    problem = ward(3, officers=8, days=14)
    order = b'{"problem":' + encode(problem) + b',"options":{"seconds":30,"workers":1,"seed":1}}\n'
    command = [sys.executable, "-c", LINEAR_PROGRAM_TAKES_ALL_MEMORY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        send(process, order)
        seen = list(events(process))
        assert process.wait(10) == 0
    told = [str(event["message"]) for event in seen if event["event"] == "note"]
    assert ["begins again from the best roster so far" in text for text in told] == [True]
    assert seen[-1]["event"] == "finished"
    assert seen[-1]["certificate"]
