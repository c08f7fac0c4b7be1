"""What goes wrong with a backup, said in one sentence."""


class BackupError(Exception):
    """A backup cannot be made or read; the message is one sentence that says why."""


class BackupStoppedError(BackupError):
    """Whoever asked for it stopped it."""

    def __init__(self) -> None:
        super().__init__("Stopped; nothing was written")
