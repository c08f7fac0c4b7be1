"""Guards against native libraries that end or break the program, whatever their Python side promises."""

import subprocess
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


@pytest.mark.parametrize("order", ["highspy, ortools.sat.python.cp_model", "ortools.sat.python.cp_model, highspy"])
def test_both_solvers_load_into_one_process(order: str) -> None:
    """highspy 1.14 and later brings a libhighs.so.1 that clashes with the one inside OR-Tools 9.15."""
    done = subprocess.run([sys.executable, "-c", f"import {order}"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
