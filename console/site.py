"""What whoever administers this computer has settled for everybody at it: which database the console opens."""

import sys
import tomllib
from pathlib import Path

import platformdirs

POLICY = r"SOFTWARE\Policies\Fairwatch"


class SiteError(Exception):
    """The site's settings cannot be read; the text is one sentence."""


def default_path() -> Path:
    r"""Return where the site's settings lie: `site.toml` in the folder that this system has for all its users.

    That is `/etc/xdg/fairwatch` on Linux, `C:\ProgramData\fairwatch` on Windows and
    `/Library/Application Support/fairwatch` on macOS.
    """
    return platformdirs.site_config_path("fairwatch", appauthor=False) / "site.toml"


def database(path: Path | None = None) -> str:
    r"""Return the address of the database that the console opens at each start, "" where users choose.

    On Windows a group policy, the text `Database` under `HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Fairwatch`, comes before
    the file.

    Args:
        path: The file, where it is not the usual one.

    Raises:
        SiteError: the file is there and cannot be read, or says something else.
    """
    return _by_policy() or _by_file(path or default_path())


def _by_file(path: Path) -> str:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{path}: the site's settings cannot be read ({error}).") from None
    address = found.pop("database", "")
    if found or not isinstance(address, str):
        raise SiteError(f'{path}: only database = "ADDRESS" is expected there.')
    return address


def _by_policy() -> str:
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, POLICY) as key:
                return str(winreg.QueryValueEx(key, "Database")[0])
        except OSError:
            return ""
    return ""
