"""The form of a backup file: encrypted, compressed, whole or not there at all. Knows no database."""

from scheduler.backup.errors import BackupError, BackupStoppedError
from scheduler.backup.file import ENDING, BackupReader, BackupWriter, Header, header_of
from scheduler.backup.locks import Lock, Opener, Passphrase, PrivateKey, PublicKey, new_key, read_private, read_public
from scheduler.backup.rows import RowReader, RowWriter, Tally

__all__ = [
    "ENDING",
    "BackupError",
    "BackupReader",
    "BackupStoppedError",
    "BackupWriter",
    "Header",
    "Lock",
    "Opener",
    "Passphrase",
    "PrivateKey",
    "PublicKey",
    "RowReader",
    "RowWriter",
    "Tally",
    "header_of",
    "new_key",
    "read_private",
    "read_public",
]
