"""What was installed: its version, and where its data lies (source tree, wheel or bundle)."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resources() -> Path:
    """Return the folder with everything of `resources/`.

    Raises:
        FileNotFoundError: the installation lacks it.
    """
    bundle = getattr(sys, "_MEIPASS", None)
    candidates = [_HERE / "_resources", _HERE.parent / "resources"]
    if bundle is not None:
        candidates.insert(0, Path(bundle) / "resources")
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no resources folder beside {_HERE}: install Fairwatch again")


def resource(*parts: str) -> Path:
    """Return the path of one resource, such as `resource("demo", "facility.xlsx")`; it need not exist."""
    return resources().joinpath(*parts)


def program_version() -> str:
    """Return the version as pyproject.toml named it at the installation, "" where nothing was installed."""
    try:
        return version("fairwatch")
    except PackageNotFoundError:
        return ""
