"""What goes wrong with a database, said in one sentence."""


class DeskError(Exception):
    """Something that a supervisor asked for cannot be done; the message is one sentence that says why."""


class LostServerError(DeskError):
    """The server of the database does not answer: what was to be saved may be sent again once it does."""
