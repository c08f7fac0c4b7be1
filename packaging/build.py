#!/usr/bin/env python3
"""Builds what is shipped: one command each, from the hashed lock file.

    python3 packaging/build.py deb        a Debian package (Debian 12 or newer, amd64)
    python3 packaging/build.py portable   an archive to unpack anywhere
    python3 packaging/build.py all        both
    python3 packaging/build.py freeze     only the folder with the program, as on Windows and macOS

Run by a Python 3.11 to 3.14 that was built with a shared library: it goes into the bundle. Everything is made under
`build/package` (or the folder named by FAIRWATCH_BUILD); what is shipped lies in its `out`, beside a bill of materials
(CycloneDX) and SHA256SUMS. The version is the one in pyproject.toml. The time that files bear is that of the last
commit, or SOURCE_DATE_EPOCH.
"""

import gzip
import hashlib
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
from pathlib import Path

from materials import bill_of_materials

ROOT = Path(__file__).resolve().parents[1]
PACKAGING = ROOT / "packaging"
LOCK = PACKAGING / "requirements-package.lock"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
SMALL_ICONS, ICONS = (16,), (24, 32, 48, 64, 128, 256, 512)
OWN_ICON = {"win32": "fairwatch.ico", "darwin": "fairwatch.icns"}.get(sys.platform)

# What the bundle takes from the system: console/__main__.py names the same libraries when one is missing.
DEPENDS = (
    "libc6 (>= 2.36), libglib2.0-0, libgl1, libegl1, libfontconfig1, libfreetype6, libdbus-1-3, libx11-6, libx11-xcb1, "
    "libxcb1, libxcb-cursor0, libxcb-glx0, libxcb-icccm4, libxcb-image0, libxcb-keysyms1, libxcb-randr0, "
    "libxcb-render-util0, libxcb-render0, libxcb-shape0, libxcb-shm0, libxcb-sync1, libxcb-xfixes0, libxcb-xkb1, "
    "libxkbcommon0, libxkbcommon-x11-0, libgssapi-krb5-2, libwayland-client0, libwayland-cursor0, libwayland-egl1"
)
SUMMARY = "builds, checks and explains jail rosters"
DESCRIPTION = """ Fairwatch builds the next weeks' roster of a jail or prison from its posts, squads,
 staff, leave and written policy, for a shift supervisor to read, change and
 publish. Every finding says which rule, by how much, and where it comes from.
 Nothing leaves the computer unless somebody says so."""


class Building:
    """One build: its folders, its time, and its environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.environment = folder / "environment"
        self.python = self.environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.bundle = folder / "frozen" / "fairwatch"
        self.epoch = _epoch()
        self.variables = dict(os.environ, PYTHONHASHSEED="0", SOURCE_DATE_EPOCH=str(self.epoch), LC_ALL="C.UTF-8")

    def freeze(self) -> None:
        """Make the folder with the program, its Python and its libraries."""
        self._prepare_environment()
        if OWN_ICON:  # part of the program's file there
            self.variables["FAIRWATCH_ICON"] = str(self.folder / OWN_ICON)
            self._draw(ROOT / "resources/icons/fairwatch.svg", 256, self.folder / OWN_ICON)
        command = [str(self.python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"]
        folders = ["--distpath", str(self.bundle.parent), "--workpath", str(self.folder / "work")]
        self._run("Freezing", [*command, *folders, str(PACKAGING / "fairwatch.spec")])
        for info in self.bundle.rglob("*.dist-info"):
            for name in ("RECORD", "direct_url.json", "INSTALLER", "REQUESTED"):  # they tell where it was installed
                (info / name).unlink(missing_ok=True)
        self.out.mkdir(parents=True, exist_ok=True)
        bill_of_materials(self.python, LOCK, VERSION, self.epoch, self.out / f"fairwatch-{VERSION}.cdx.json")

    def deb(self) -> Path:
        """Make the Debian package; return its path."""
        stage = self._fresh("deb")
        shutil.copytree(self.bundle, stage / "usr/lib/fairwatch", symlinks=True)
        (stage / "usr/bin").mkdir(parents=True)
        (stage / "usr/bin/fairwatch").symlink_to("../lib/fairwatch/fairwatch")
        self._share(stage / "usr/share")
        documents = stage / "usr/share/doc/fairwatch"
        documents.mkdir(parents=True)
        shutil.copy(ROOT / "LICENSE", documents / "copyright")
        shutil.copy(self.out / f"fairwatch-{VERSION}.cdx.json", documents / "fairwatch.cdx.json")
        changes = (ROOT / "resources/docs/changelog.md").read_bytes()
        (documents / "changelog.gz").write_bytes(gzip.compress(changes, 9, mtime=0))
        self._control(stage)
        target = self.out / f"fairwatch_{VERSION}_amd64.deb"
        self._settle(stage)
        self._run("Packing", ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(stage), str(target)])
        return target

    def portable(self) -> Path:
        """Make the archive to unpack anywhere; return its path."""
        name = f"fairwatch-{VERSION}-linux-x86_64"
        stage = self._fresh("portable") / name
        shutil.copytree(self.bundle, stage, symlinks=True)
        self._share(stage / "share")
        shutil.copy(ROOT / "LICENSE", stage / "LICENSE")
        shutil.copy(self.out / f"fairwatch-{VERSION}.cdx.json", stage / "fairwatch.cdx.json")
        (stage / "README.txt").write_text(
            f"Fairwatch {VERSION}\n\nStart it with ./fairwatch; ./fairwatch --help lists the commands.\n"
            "It needs glibc 2.36 (Debian 12, Ubuntu 24.04 or newer) and names the libraries of the desktop it lacks.\n"
            "Nothing is installed: to be rid of it, delete this folder. What you made is kept elsewhere.\n",
            encoding="utf-8",
        )
        self._settle(stage)
        target = self.out / f"{name}.tar.xz"
        say("Packing ...")
        with lzma.open(target, "wb", preset=6) as packed, tarfile.open(fileobj=packed, mode="w|") as archive:
            for path in [stage, *sorted(stage.rglob("*"))]:
                entry = archive.gettarinfo(path, path.relative_to(stage.parent).as_posix())
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = "root"
                entry.mtime = self.epoch
                with path.open("rb") if entry.isreg() else open(os.devnull, "rb") as content:
                    archive.addfile(entry, content if entry.isreg() else None)
        return target

    def sums(self) -> None:
        """Write SHA256SUMS of all that is shipped."""
        shipped = sorted(path for path in self.out.iterdir() if path.name != "SHA256SUMS")
        lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in shipped]
        (self.out / "SHA256SUMS").write_text("".join(lines), encoding="ascii", newline="\n")
        for path, line in zip(shipped, lines, strict=True):
            say(f"{path.stat().st_size / 1e6:7.1f} MB  {line.rstrip()}")

    def _prepare_environment(self) -> None:
        stamp = self.environment / "fairwatch-lock"
        digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
        pip = [str(self.python), "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check", "--no-deps"]
        if not stamp.exists() or stamp.read_text() != digest:
            self._run("Making an environment", [sys.executable, "-m", "venv", "--clear", str(self.environment)])
            locked = ["--require-hashes", "--only-binary=:all:", "-r", str(LOCK)]
            self._run("Installing pinned packages", [*pip, *locked])
            stamp.write_text(digest)
        self._run("Installing Fairwatch", [*pip, "--no-build-isolation", "--force-reinstall", str(ROOT)])

    def _share(self, share: Path) -> None:
        """Desktop file, AppStream's metadata, MIME type and icons under a `share` folder."""
        linux = PACKAGING / "linux"
        day = time.strftime("%Y-%m-%d", time.gmtime(self.epoch))
        about = (linux / "org.fairwatch.Fairwatch.metainfo.xml").read_text("utf-8")
        about = about.replace("@VERSION@", VERSION).replace("@DATE@", day)
        for folder in ("applications", "metainfo", "mime/packages", "icons/hicolor/scalable/apps"):
            (share / folder).mkdir(parents=True)
        shutil.copy(linux / "fairwatch.desktop", share / "applications")
        shutil.copy(linux / "fairwatch-mime.xml", share / "mime/packages/fairwatch.xml")
        (share / "metainfo/org.fairwatch.Fairwatch.metainfo.xml").write_text(about, encoding="utf-8")
        shutil.copy(ROOT / "resources/icons/fairwatch.svg", share / "icons/hicolor/scalable/apps")
        drawn = [(linux / "fairwatch_small.svg", size) for size in SMALL_ICONS]
        drawn += [(ROOT / "resources/icons/fairwatch.svg", size) for size in ICONS]
        for source, size in drawn:
            target = share / f"icons/hicolor/{size}x{size}/apps/fairwatch.png"
            target.parent.mkdir(parents=True)
            self._draw(source, size, target)

    def _draw(self, source: Path, size: int, target: Path) -> None:
        draw = [str(self.python), str(PACKAGING / "draw_icon.py"), str(source), str(size), str(target)]
        subprocess.run(draw, check=True, env=self.variables)

    def _control(self, stage: Path) -> None:
        files = sorted(path for path in stage.rglob("*") if path.is_file() and not path.is_symlink())
        kilobytes = sum(-(-path.stat().st_size // 1024) for path in files)
        control = stage / "DEBIAN"
        control.mkdir()
        (control / "control").write_text(
            f"Package: fairwatch\nVersion: {VERSION}\nArchitecture: amd64\nSection: misc\nPriority: optional\n"
            f"Maintainer: The Fairwatch authors <maintainers@fairwatch.invalid>\nInstalled-Size: {kilobytes}\n"
            f"Depends: {DEPENDS}\nDescription: {SUMMARY}\n{DESCRIPTION}\n",
            encoding="utf-8",
        )
        sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(stage).as_posix()}" for path in files]
        (control / "md5sums").write_text("\n".join(sums) + "\n", encoding="utf-8")

    def _settle(self, stage: Path) -> None:
        """Give everything the same time and plain rights, whoever builds."""
        for path in [*stage.rglob("*"), stage]:
            if not path.is_symlink():
                runs = path.is_dir() or path.parent.name == "bin" or path.name == "fairwatch"
                path.chmod(0o755 if runs else 0o644)
            os.utime(path, (self.epoch, self.epoch), follow_symlinks=False)

    def _fresh(self, name: str) -> Path:
        stage = self.folder / name
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True)
        return stage

    def _run(self, title: str, command: list[str]) -> None:
        say(f"{title} ...")
        subprocess.run(command, check=True, env=self.variables, cwd=ROOT)


def say(text: str) -> None:
    """Print a line at once, even into a pipe."""
    print(text, flush=True)


def _epoch() -> int:
    named = os.environ.get("SOURCE_DATE_EPOCH")
    if named:
        return int(named)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main(arguments: list[str]) -> int:
    """Build what is asked for; return the exit status."""
    if len(arguments) != 1 or arguments[0] not in ("deb", "portable", "all", "freeze"):
        say(__doc__)
        return 2
    os.umask(0o022)
    building = Building(Path(os.environ.get("FAIRWATCH_BUILD") or ROOT / "build" / "package").absolute())
    try:
        building.freeze()
        if arguments[0] in ("deb", "all"):
            building.deb()
        if arguments[0] in ("portable", "all"):
            building.portable()
    except subprocess.CalledProcessError as error:
        say(f"{Path(error.cmd[0]).name} failed; its own words are above.")
        return 1
    building.sums()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
