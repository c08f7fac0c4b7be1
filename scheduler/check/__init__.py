"""The checker: what a finished roster breaks and what it is worth. Shares no code with the engine."""

from scheduler.check.checker import Checker
from scheduler.check.whole import check_roster

__all__ = ["Checker", "check_roster"]
