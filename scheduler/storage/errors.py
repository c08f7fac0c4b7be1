"""What goes wrong with a database, said in one sentence."""


class DeskError(Exception):
    """Something that a supervisor asked for cannot be done; the message is one sentence that says why."""
