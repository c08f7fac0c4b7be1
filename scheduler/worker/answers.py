"""The process that answers questions about a roster: one JSON line a question in, its answers out as JSON lines.

A line is an `Asked`: the problem and the roster where they have changed since the last line, and a question. A line
`cancel` ends the question in hand as soon as its search looks up. When standard input closes, whoever asked is gone,
and the process ends at once.
"""

import os
import queue
import sys
import threading
from typing import BinaryIO

from scheduler.wire import UnreadableError, decode, encode
from scheduler.wire.asking import Answer, Asked, Question
from scheduler.worker.answering import Answering


def main() -> int:
    """Answer on standard input and output until the input closes; returns the exit status."""
    serve(sys.stdin.buffer, sys.stdout.buffer)
    return 0


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer on the given streams until the source ends, and then end the process."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_listen, args=(source, lines, stop), daemon=True).start()
    answering = Answering()
    while True:
        _serve_line(lines.get(), answering, stop, sink)


def _serve_line(line: bytes, answering: Answering, stop: threading.Event, sink: BinaryIO) -> None:
    stop.clear()
    try:
        asked = decode(line, Asked, "the question on standard input")
    except UnreadableError as error:
        _tell(sink, Answer(number=-1, error=str(error)))
        return
    answering.hold(asked.problem, asked.roster)
    if asked.question is not None:
        _answer(answering, asked.question, stop, sink)


def _answer(answering: Answering, question: Question, stop: threading.Event, sink: BinaryIO) -> None:
    """Tell every part of the answer; there is a last one, whatever happens."""
    is_told = False
    try:
        for answer in answering.answers(question, stop):
            is_told = answer.is_last
            _tell(sink, answer)
    except Exception as error:  # whoever asked must hear of any failure in words, and may ask on
        _tell(sink, Answer(number=question.number, error=f"{type(error).__name__}: {error}"))
    else:
        if not is_told:
            _tell(sink, Answer(number=question.number, error="Cancelled."))


def _tell(sink: BinaryIO, answer: Answer) -> None:
    sink.write(encode(answer) + b"\n")
    sink.flush()


def _listen(source: BinaryIO, lines: "queue.SimpleQueue[bytes]", stop: threading.Event) -> None:
    for line in source:
        if line.strip() == b"cancel":
            stop.set()
        else:
            lines.put(line)
    os._exit(0)
