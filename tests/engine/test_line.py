"""A line between two processes carries anything of any size, and tells when the other end is gone."""

import threading

import numpy as np
import pytest

from scheduler.engine.line import line


def test_things_arrive_in_order_and_whole() -> None:
    near, far = line()
    large = np.arange(1_000_000)  # more than the system keeps for a reader
    sender = threading.Thread(target=lambda: [near.send(thing) for thing in ("first", large, None)])
    sender.start()
    assert far.recv() == "first"
    assert np.array_equal(far.recv(), large)
    assert far.recv() is None
    sender.join()
    far.send("answer")
    assert near.recv() == "answer"
    near.close()
    far.close()


def test_an_end_that_is_gone_ends_the_waiting() -> None:
    near, far = line()
    assert not near.poll()
    far.send("last")
    far.close()
    assert near.poll()
    assert near.recv() == "last"
    assert near.poll()
    with pytest.raises(EOFError):
        near.recv()
    with pytest.raises(BrokenPipeError):
        near.send("too late")
    near.close()


def test_a_closed_end_is_told_and_may_be_closed_twice() -> None:
    near, far = line()
    near.close()
    near.close()
    with pytest.raises(OSError, match="closed"):
        near.poll()
    with pytest.raises(OSError, match="descriptor"):
        near.send("nothing")
    with pytest.raises(OSError, match="descriptor"):
        near.recv()
    far.close()
