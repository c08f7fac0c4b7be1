"""The one error that commands raise for what cannot be done."""


class CommandError(Exception):
    """What was wrong and what was expected, in one sentence; `status` is what the command ends with."""

    def __init__(self, sentence: str, status: int = 2) -> None:
        super().__init__(sentence)
        self.status = status
