"""The one error that commands raise for input that cannot be used."""


class CommandError(Exception):
    """What was wrong and what was expected, in one sentence."""
