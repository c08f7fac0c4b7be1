"""A PostgreSQL server of the tests' own: on loopback, at a random port, in a temporary folder, not kept on disk."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

try:
    import psycopg
except ImportError:  # an optional part, which then is not tested
    psycopg = None  # type: ignore[assignment]

from scheduler.storage import Store

PASSWORD = secrets.token_hex(12)
OWNER = "facility"
"""Who owns the tests' databases: a login that may create roles, and nothing else of an administrator's."""


@dataclass
class Cluster:
    """A running server."""

    folder: Path
    programs: Path
    port: int
    made: int = 0
    keeper: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c lc_messages=C"
        options += " -c full_page_writes=off -c max_connections=60 -c shared_buffers=16MB"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "stop")

    def end(self) -> None:
        """Stop the server and remove all of it."""
        if self.keeper is not None:
            self.keeper.communicate(timeout=300)

    def new_database(self) -> str:
        """Return the address of an empty database, whose password the environment tells libpq."""
        self.made += 1
        name = f"fairwatch_{self.made}"
        with self.connect("postgres", "tester") as connection:
            # Made once, and copied then: to make its tables takes longer than most tests.
            like = "" if self.made == 1 else " TEMPLATE fairwatch_1"
            connection.execute(f"CREATE DATABASE {name} OWNER {OWNER}{like}")
        if self.made > 1:
            return self.url(name)
        Store.open(self.url(name)).close()
        return self.new_database()

    def url(self, name: str, user: str = OWNER) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str, user: str = OWNER, password: str = PASSWORD) -> "psycopg.Connection":
        return psycopg.connect(
            host="127.0.0.1", port=self.port, dbname=name, user=user, password=password, autocommit=True
        )

    def cut(self, name: str) -> None:
        """End all connections to a database, as a broken line would."""
        with self.connect("postgres", "tester") as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name.rsplit("/", 1)[-1],)
            )

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [*_as_postgres(), str(self.programs / program), *words],
            check=True, timeout=60, cwd=self.folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip


def why_not() -> str:
    """Return why no server can be started here, "" where one can."""
    if psycopg is None:
        return "psycopg is not installed (the part postgres of Fairwatch)"
    if _programs() is None:
        return "PostgreSQL is not installed here (Debian: apt-get install postgresql)"
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL does not run as root, and there is no runuser here"
    return ""


def started() -> Cluster:
    """Start a server; it is stopped and removed by `end`, or else when the program ends."""
    programs = _programs()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="fairwatch-pg-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    word = folder / "word"
    word.write_text(PASSWORD)
    if _as_postgres():
        subprocess.run(["chown", "-R", "postgres", str(folder)], check=True)
    cluster = Cluster(folder, programs, port)
    cluster._run(
        "initdb", "-D", str(folder / "data"), "-A", "scram-sha-256", f"--pwfile={word}", "-U", "tester", "--no-sync",
        "-E", "UTF8", "--locale=C.UTF-8",
    )  # fmt: skip
    # Ends with this program, however that ends: then nobody holds the other end of the pipe any more.
    words = (*_as_postgres(), str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop")
    script = f"read _; cd {folder} && {' '.join(words)}; rm -rf {folder}"
    quiet = subprocess.DEVNULL
    cluster.keeper = subprocess.Popen(
        ["sh", "-c", script], stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True
    )
    cluster.start()
    with cluster.connect("postgres", "tester") as connection:
        connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
    return cluster


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    if found:
        return found[-1].parent
    other = shutil.which("initdb")
    return None if other is None else Path(os.path.realpath(other)).parent


def _as_postgres() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.name == "posix" and os.geteuid() == 0 else []
