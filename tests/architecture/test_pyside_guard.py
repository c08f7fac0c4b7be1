"""Guards against a PySide6 that aborts the program."""

import sys

import pytest
from PySide6.QtWidgets import QApplication, QWidget


@pytest.mark.usefixtures("qapp")
def test_pyside_keeps_none_alive() -> None:
    """PySide6 6.12.0 loses one reference to None per call, which ends Python 3.11 after a few thousand."""
    assert QApplication.instance() is not None
    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(1000):
        widget.resize(10, 10)
    assert sys.getrefcount(None) > before - 100
