"""A database on a server: made ready for logins, and a login for each account. Who owns the database does this."""

from scheduler.storage.owner import drop_login, keep_password, make_kiosk, make_login, prepare

__all__ = ["drop_login", "keep_password", "make_kiosk", "make_login", "prepare"]
