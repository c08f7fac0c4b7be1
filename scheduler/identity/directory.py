"""Sign-in by a directory: LDAP over TLS, by simple bind as the person himself. No password is stored or logged.

A directory is set as an address and the name of an entry with a place for the account's name:

    ldaps://ldap.example.org:636|uid={name},ou=people,dc=example,dc=org
    ldap://ldap.example.org|uid={name},ou=people,dc=example,dc=org|/etc/ssl/own-ca.pem

`ldap://` asks for TLS before anything else is said (StartTLS). A third part names a file with certificates to trust in
place of the system's. A directory that cannot prove who it is gets no password.
"""

import contextlib
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SECONDS = 10
"""So long an answer is waited for."""
_PORTS = {"ldaps": 636, "ldap": 389}


class DirectoryError(Exception):
    """A directory cannot be asked; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Where accounts are asked for.

    Attributes:
        host: Name of the server, as its certificate has it.
        port: TCP port.
        is_tls_at_once: Whether TLS begins with the connection (`ldaps`), or is asked for first.
        entry: Distinguished name with `{name}`.
        trusted: File with certificates to trust, None for the system's.
    """

    host: str
    port: int
    is_tls_at_once: bool
    entry: str
    trusted: Path | None = None


def directory_of(text: str) -> Directory:
    """Return what a setting says.

    Raises:
        DirectoryError: says what is expected.
    """
    address, _, rest = text.partition("|")
    entry, _, trusted = rest.partition("|")
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise DirectoryError("A directory's address such as ldaps://ldap.example.org is expected") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise DirectoryError("A directory's address such as ldaps://ldap.example.org is expected")
    if entry.count("{name}") != 1:
        raise DirectoryError("After | the name of an entry with one {name} is expected, such as uid={name},dc=site")
    return Directory(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        is_tls_at_once=parts.scheme == "ldaps",
        entry=entry.strip(),
        trusted=Path(trusted.strip()) if trusted.strip() else None,
    )


def knows(setting: str, name: str, secret: str) -> bool:
    """Whether the directory says that a password is this account's.

    Raises:
        DirectoryError: none is set, it does not answer, or cannot prove who it is.
    """
    if not setting:
        raise DirectoryError("This account belongs to a directory, and none is set")
    found = directory_of(setting)
    if not secret or not name:
        return False  # an empty password is an anonymous bind, which every directory takes
    try:
        import ldap3
        from ldap3.core.exceptions import LDAPExceptionError
        from ldap3.utils.dn import escape_rdn
    except ImportError as error:
        raise DirectoryError("Sign-in by a directory needs the package ldap3, which is not installed") from error

    class Proved(ldap3.Tls):  # type: ignore[misc]
        """TLS in which Python itself holds the certificate against the server's name."""

        def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
            context = ssl.create_default_context(cafile=found.trusted)
            connection.socket = context.wrap_socket(
                connection.socket, server_hostname=found.host, do_handshake_on_connect=do_handshake
            )

    server = ldap3.Server(
        found.host,
        found.port,
        use_ssl=found.is_tls_at_once,
        tls=Proved(validate=ssl.CERT_REQUIRED),
        connect_timeout=SECONDS,
        get_info=ldap3.NONE,
    )
    user = found.entry.replace("{name}", escape_rdn(name))
    connection = ldap3.Connection(server, user=user, password=secret, receive_timeout=SECONDS, read_only=True)
    try:
        connection.open()
        if not found.is_tls_at_once and not connection.start_tls():
            raise DirectoryError("The directory does not begin TLS, so no password was sent to it")
        return bool(connection.bind())
    except (LDAPExceptionError, OSError) as error:
        raise DirectoryError("The directory does not answer, or cannot prove who it is") from error
    finally:
        with contextlib.suppress(LDAPExceptionError, OSError):
            connection.unbind()
        if connection.socket is not None:
            connection.socket.close()
