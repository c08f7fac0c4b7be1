"""The one error that commands raise for what cannot be done, and all that a wrong input may raise."""


class CommandError(Exception):
    """What was wrong and what was expected, in one sentence; `status` is what the command ends with."""

    def __init__(self, sentence: str, status: int = 2) -> None:
        super().__init__(sentence)
        self.status = status


def expected() -> tuple[type[Exception], ...]:
    """Return what a wrong input may raise; each says in one sentence (a workbook: one a fault) what is wrong.

    Some of them stand beside what loads databases and spreadsheets; a command that needs neither loads them only when
    something has gone wrong.
    """
    from scheduler.api import DeskError, PolicyError, PresetError, PublishBlockedError, UnwritableError, WorkbookErrors
    from scheduler.domain.events import EventError
    from scheduler.domain.problem import InvalidProblemError
    from scheduler.domain.roster import StaleEditError
    from scheduler.rule import InvalidSettingError
    from scheduler.rules import UnknownRuleError
    from scheduler.wire import UnreadableError

    return (
        CommandError,
        DeskError,
        WorkbookErrors,
        EventError,
        InvalidProblemError,
        InvalidSettingError,
        PolicyError,
        PresetError,
        PublishBlockedError,
        StaleEditError,
        UnknownRuleError,
        UnreadableError,
        UnwritableError,
    )
