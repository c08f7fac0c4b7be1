"""Where the data that ships with the program lies: in the source tree, in a wheel, or in a bundle. Nothing else."""

import sys
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
