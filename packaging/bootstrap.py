#!/usr/bin/env python3
"""Prepares Fairwatch's own environment and runs one of its commands in it.

    python3 packaging/bootstrap.py demo [...]   build, check and publish the demo facility's roster
    python3 packaging/bootstrap.py run          open the console
    python3 packaging/bootstrap.py test [...]   run every check; further arguments go to pytest

Standard library only. Makes `.venv` beside this folder (or the folder named by FAIRWATCH_VENV) from the
hashed lock files, once; later runs start at once. System libraries that are missing are installed with
apt-get when that needs no password, else the exact command is printed. Nothing outside the environment is
changed otherwise. This file must parse on old interpreters (3.6), so that they can say what is wrong.
"""

import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 14)
LOCKS = {
    "runtime": ROOT / "packaging" / "requirements.lock",
    "dev": ROOT / "packaging" / "requirements-dev.lock",
}
NEEDED_BYTES = 1500 * 1000 * 1000
OLDEST_GLIBC = (2, 34)

# Shared library -> Debian package. Without the first group even `import PySide6.QtCore` fails.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# Only a real window on an X11 display needs these.
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# What pip prints -> what the user can do about it. The first match speaks.
PIP_FAILURES = (
    (
        r"No space left on device|Errno 28",
        "The disk is full: free about 1.5 GB and run the same command again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A downloaded package differs from the one pinned in the lock file, so nothing of it was installed: "
        "run the same command again, and ask whoever runs the package index if it happens twice.",
    ),
    (
        r"name resolution|Name or service not known|nodename nor servname|getaddrinfo failed|"
        r"NewConnectionError|Network is unreachable|Connection refused|timed out|ConnectTimeout|"
        r"ReadTimeout|ProxyError|Max retries exceeded|SSLError|CERTIFICATE_VERIFY_FAILED",
        "The package index cannot be reached: check the network (or pip's proxy and index settings) "
        "and run the same command again.",
    ),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "There is no ready-made build of {what} for this system and Python %s." % platform.python_version(),
    ),
    (r"Permission denied|Errno 13|Read-only file system", "The environment's folder cannot be written to."),
)


class BootstrapError(Exception):
    """Something the user can act on; its text is one sentence."""


def say(text):
    """Print a line at once, even into a pipe."""
    print(text, flush=True)


# ---------------------------------------------------------------- Python


def require_python(arguments):
    """Return on a suitable interpreter; else start again with the newest suitable one, or explain."""
    running = sys.version_info[:2]
    if OLDEST <= running <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which("python3.%d" % minor)
        if other and _runs_as(other, (3, minor)):
            command = [other, str(Path(__file__).resolve()), *arguments]
            sys.exit(subprocess.call(command))
    raise BootstrapError(
        "Fairwatch needs Python %d.%d to %d.%d, and this is %d.%d with no other found: install one of them, "
        "for example with `sudo apt-get install python3`." % (OLDEST + NEWEST + running)
    )


def _runs_as(executable, version):
    """Whether the interpreter starts and really is of that version (version managers leave empty shims)."""
    question = "import sys; sys.exit(sys.version_info[:2] != (%d, %d))" % version
    return subprocess.call([executable, "-c", question], stderr=subprocess.DEVNULL) == 0


# ---------------------------------------------------------------- system packages


def missing_libraries(libraries):
    """Return the sonames that the loader cannot find, in order."""
    missing = []
    for soname in libraries:
        try:
            ctypes.CDLL(soname)
        except OSError:
            missing.append(soname)
    return missing


def wants_x11_window():
    """Whether Qt would open its window through X11."""
    asked = os.environ.get("QT_QPA_PLATFORM", "")
    if asked:
        return asked.startswith("xcb")
    return bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")


def require_system(command):
    """Install what the operating system lacks for the command, or say exactly how to."""
    if not sys.platform.startswith("linux"):
        return
    libc, version = platform.libc_ver()
    if libc == "glibc" and tuple(int(part) for part in version.split(".")[:2]) < OLDEST_GLIBC:
        raise BootstrapError(
            "Qt needs glibc 2.34 or newer and this system has %s: "
            "use Debian 12, Ubuntu 22.04, RHEL 9 or anything later." % version
        )
    libraries = missing_libraries(QT_LIBRARIES)
    packages = [QT_LIBRARIES[name] for name in libraries]
    if importlib.util.find_spec("ensurepip") is None:
        libraries.append("Python's venv and ensurepip modules")
        packages.append("python3.%d-venv" % sys.version_info[1])
    if packages:
        _install_packages(packages, libraries)
    if command != "test" and wants_x11_window():
        _require_window_libraries(command)


def _require_window_libraries(command):
    libraries = missing_libraries(WINDOW_LIBRARIES)
    if not libraries:
        return
    try:
        _install_packages([WINDOW_LIBRARIES[name] for name in libraries], libraries)
    except BootstrapError as error:
        if command != "demo":
            raise
        say("No window will open. %s" % error)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ.pop("DISPLAY")


def _install_packages(packages, libraries):
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        raise BootstrapError("This system lacks %s: install them and run this again." % ", ".join(libraries))
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not _may_sudo():
        raise BootstrapError("This system lacks some packages; run: sudo %s" % " ".join(command))
    say("Installing system packages: %s" % " ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for step in (["apt-get", "update", "-q"], command):
        done = subprocess.run(
            prefix + step,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
            env=environment,
        )
    if done.returncode != 0:
        sys.stderr.write("\n".join(done.stdout.splitlines()[-12:]) + "\n")
        raise BootstrapError(
            "apt-get could not install them (its last lines are above): check the network and run: %s"
            % " ".join((["sudo"] if prefix else []) + command)
        )


def _may_sudo():
    if not shutil.which("sudo"):
        return False
    return subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0


# ---------------------------------------------------------------- the environment


class Environment:
    """The virtual environment, and the stamp that tells what was installed into it."""

    def __init__(self, folder):
        self.folder = folder
        self.scripts = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self.stamp_file = folder / "fairwatch-stamp.json"

    def script(self, name):
        """Path of a command installed into the environment."""
        return str(self.scripts / (name + (".exe" if os.name == "nt" else "")))

    def wanted(self, kind):
        """What the stamp must say before a command of that kind may start."""
        return {
            kind: _digest(LOCKS[kind]),
            "project": _digest(ROOT / "pyproject.toml"),
            "root": str(ROOT),
        }

    def stamp(self):
        """What was installed, or nothing when the environment is new, unfinished or foreign."""
        try:
            return json.loads(self.stamp_file.read_text())
        except (OSError, ValueError):
            return {}

    def is_ready(self, kind):
        """Whether everything the kind needs is installed and current."""
        stamp = self.stamp()
        return self.python.exists() and all(stamp.get(k) == v for k, v in self.wanted(kind).items())

    def prepare(self, kind):
        """Create or bring up to date; the stamp is written last, so a broken-off run is taken up again."""
        started = time.time()
        stamp = self.stamp()
        lock_digest = _digest(LOCKS[kind])
        if not self._is_sound():
            stamp = {}
            self._create()
        if stamp.get(kind) != lock_digest:
            self._pip(
                "Installing %d pinned packages" % len(re.findall(r"(?m)^[\w.-]+==", LOCKS[kind].read_text())),
                ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(LOCKS[kind])],
            )
            stamp = {}
        self._pip("Installing Fairwatch", ["--no-deps", "--no-build-isolation", "-e", str(ROOT)])
        stamp.update(self.wanted(kind))
        if kind == "dev":  # the developers' lock holds all of the other, in the same versions
            stamp["runtime"] = _digest(LOCKS["runtime"])
        self.stamp_file.write_text(json.dumps(stamp, indent=1) + "\n")
        say("Environment ready in %.0f s." % (time.time() - started))

    def _is_sound(self):
        """Whether an environment of this interpreter's version is there, with pip."""
        if not self.python.exists():
            return False
        question = "import sys, pip; sys.exit(sys.version_info[:2] != (%d, %d))" % sys.version_info[:2]
        return subprocess.call([str(self.python), "-c", question], stderr=subprocess.DEVNULL) == 0

    def _create(self):
        if self.folder.is_dir() and any(self.folder.iterdir()) and not (self.folder / "pyvenv.cfg").exists():
            raise BootstrapError("%s is not a virtual environment: empty it or name another folder." % self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(str(self.folder)).free
        if free < NEEDED_BYTES:
            raise BootstrapError(
                "%s has %.1f GB free and Fairwatch needs 1.5 GB: free some, "
                "or name another folder in FAIRWATCH_VENV." % (self.folder, free / 1e9)
            )
        say("Creating the environment in %s" % self.folder)
        done = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(self.folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
        )
        if done.returncode != 0:
            sys.stderr.write(done.stdout)
            raise BootstrapError("Python could not create the environment; its words are above.")

    def _pip(self, title, arguments):
        say("%s ..." % title)
        command = [str(self.python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
        process = subprocess.Popen(
            command + arguments,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
            env=dict(os.environ, PIP_USER="0", PIP_PROGRESS_BAR="off"),
        )
        lines = []
        for line in process.stdout:
            lines.append(line)
            if sys.stdout.isatty() and line.startswith(("Collecting", "  Downloading", "Installing")):
                print("\r\033[K  %s" % line.strip()[:76], end="", flush=True)
        if sys.stdout.isatty():
            print("\r\033[K", end="", flush=True)
        if process.wait() != 0:
            output = "".join(lines)
            log = self.folder / "fairwatch-pip.log"
            log.write_text(output)
            raise BootstrapError("%s (pip's own words: %s)" % (explain_pip(output), log))


def explain_pip(output):
    """Turn pip's output into one sentence a user can act on."""
    for pattern, sentence in PIP_FAILURES:
        found = re.search(pattern, output)
        if found:
            return sentence.format(**found.groupdict())
    return "pip failed."


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


# ---------------------------------------------------------------- checks


def run_checks(environment, pytest_arguments):
    """Run every check, also after a failure; return the exit status. pytest's closing line comes last."""
    python = str(environment.python)
    checks = (
        ("format", [python, "-m", "ruff", "format", "--check"]),
        ("lint", [python, "-m", "ruff", "check"]),
        ("types", [python, "-m", "mypy"]),
        ("imports", [environment.script("lint-imports"), "--no-logo"]),
    )
    variables = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONUNBUFFERED="1")
    failed = []
    for name, command in checks:
        started = time.time()
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
            cwd=str(ROOT),
            env=variables,
        )
        if done.returncode != 0:
            failed.append(name)
            say(done.stdout.rstrip())
        say("%-8s %s (%.1f s)" % (name, "ok" if done.returncode == 0 else "FAILED", time.time() - started))
    command = [python, "-m", "pytest"]
    if not any(re.match(r"-n|--numprocesses", argument) for argument in pytest_arguments):
        command += ["-n", "2", "--dist", "worksteal"]  # the console's tests are long and stand together
    if sys.stdout.isatty():
        command.append("--color=yes")
    status, closing_line = _stream(command + pytest_arguments, variables)
    if status != 0:
        failed.append("tests")
    say("Checks: %s" % ("FAILED: " + ", ".join(failed) if failed else "all passed"))
    say(closing_line)
    return 1 if failed else 0


def _stream(command, variables):
    """Pass a command's lines on while it runs, holding back the last one; return status and that line."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        cwd=str(ROOT),
        env=variables,
    )
    held = []
    for line in process.stdout:
        line = line.rstrip("\n")
        if line.strip() and held:
            say("\n".join(held))
            held = []
        held.append(line)
    return process.wait(), "\n".join(held).rstrip() or "pytest printed nothing"


# ---------------------------------------------------------------- commands


def main(arguments):
    """Run the command; return the exit status."""
    if not arguments or arguments[0] in ("-h", "--help"):
        say(__doc__)
        return 0 if arguments else 2
    command, rest = arguments[0], arguments[1:]
    if command not in ("demo", "run", "test"):
        raise BootstrapError("There is no command '%s': use demo, run or test." % command)
    require_python(arguments)
    require_system(command)
    environment = Environment(Path(os.environ.get("FAIRWATCH_VENV") or ROOT / ".venv").absolute())
    kind = "dev" if command == "test" else "runtime"
    if not environment.is_ready(kind):
        environment.prepare(kind)
    if command == "test":
        return run_checks(environment, rest)
    program = [environment.script("fairwatch")] + ([command] if command == "demo" else []) + rest
    if os.name == "nt":
        return subprocess.call(program)
    sys.stdout.flush()
    return os.execv(program[0], program)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BootstrapError as problem:
        sys.exit("fairwatch: %s" % problem)
    except OSError as problem:
        sys.exit("fairwatch: %s: %s." % (problem.strerror or problem, problem.filename or "no file named"))
    except KeyboardInterrupt:
        sys.exit(130)
