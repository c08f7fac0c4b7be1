"""Writing a file so that nobody ever sees half of it."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def replace_file(path: Path, data: bytes) -> None:
    """Write a file in one step: it holds all of the data, or what it held before.

    Raises:
        OSError: the file cannot be written.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as part:
        try:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
            part.close()
            # The temporary file is for its owner alone; an ordinary new file follows the user's mask.
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(part.name, 0o666 & ~mask)
            os.replace(part.name, path)
        except BaseException:
            part.close()
            Path(part.name).unlink(missing_ok=True)
            raise
