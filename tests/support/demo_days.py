"""The demonstration's database, built and published once for the tests that begin where it ends."""

from pathlib import Path

from scheduler.cli import main
from scheduler.cli.demo import DEMO_FIRST

__all__ = ["DEMO_FIRST", "made_demo"]


def made_demo(folder: Path) -> Path:
    """Return the path of the database, made by the command that a newcomer gives, in a few seconds of building."""
    assert main(["demo", "--out", str(folder), "--time", "8"]) == 0
    return folder / "fairwatch.db"
