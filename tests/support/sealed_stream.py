"""A log with a sealed stream of some days, for tests and campaigns that damage it."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from support.sites import NOW, small_site

from scheduler import audit
from scheduler.identity.envelope import PrivateKey
from scheduler.storage import Store
from scheduler.storage.connect import writing
from scheduler.storage.stream import append_event

EVENTS_BY_DAY = (3, 0, 4, 1, 0, 0, 5, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the database, both logs, the key behind them, and how many events each closed day had."""

    path: Path
    lines: tuple[bytes, ...]
    stream: tuple[bytes, ...]
    key: audit.AuditKey

    @property
    def events(self) -> int:
        """How many events there are."""
        return sum(EVENTS_BY_DAY)


def written(folder: Path) -> Written:
    """Write some days of a sealed stream; the key is made in the folder that the environment names."""
    path = folder / "f.db"
    store = Store.open(str(path))
    store.import_site(small_site(), "small", NOW, "admin")
    recovery = PrivateKey.made()
    store.keys.make_recovery(recovery.public, None, NOW, "prea")
    for day, count in enumerate(EVENTS_BY_DAY):
        store.audit_log.close_days(NOW + timedelta(days=day))
        with writing(store._engine, path) as connection:
            for number in range(count):
                append_event(connection, b'{"row": "%d"}' % number, [recovery.public])
    lines, stream = store.audit_log.evidence()
    store.close()
    assert stream is not None
    return Written(path=path, lines=tuple(lines), stream=tuple(stream), key=audit.own_key())
