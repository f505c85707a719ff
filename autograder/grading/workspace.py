"""The private folder that a submission runs in: a copy, thrown away afterwards.

nbgrader works in the course's own folders after the student's code has run. If that code could
write there, it could leave a symlink that nbgrader follows, to the gradebook for example.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from autograder.isolation import FOLDERS

#: Bytes of a submission's other files that are copied; what goes beyond is left out.
MAX_COPIED_BYTES = 100 * 2**20


#: Bytes of a Unix socket's path, and what is behind the workspace in it. (``sun_path`` has 108, a zero among them.)
MAX_SOCKET_PATH, _SOCKET = 107, "/s/k-5"


class NoWorkspace(Exception):
    """There can be no workspace on this machine; the message says why, and what to do."""


def make_workspace(parent: Path, submission: Path | None) -> Path:
    """A fresh folder below ``parent`` with ``work/`` (the copy), ``home/``, ``tmp/`` and ``s/`` (for sockets).

    Its path has no symbolic links: the isolation holds for one place, not for its other names.

    Args:
        submission: the folder whose files are copied, or None. Notebooks are left out (nbgrader's own
            copy has the hidden tests in it), and whatever is no regular file.

    Raises:
        NoWorkspace: the path is too long for a socket.
    """
    folder = Path(tempfile.mkdtemp(prefix="", dir=os.path.realpath(parent)))
    if (beyond := len(os.fsencode(f"{folder}{_SOCKET}")) - MAX_SOCKET_PATH) > 0:
        raise NoWorkspace(
            f"the path of the folder for temporary files, {tempfile.gettempdir()}, is too long for sockets "
            f"by {beyond} bytes: set TMPDIR to a shorter one"
        )
    for name in FOLDERS:
        (folder / name).mkdir()
    if submission and submission.is_dir():
        _copy(submission, folder / "work")
    return folder


def _copy(source: Path, target: Path) -> None:
    left = MAX_COPIED_BYTES
    for directory, folders, files in os.walk(source):  # does not follow links
        here = target / Path(directory).relative_to(source)
        here.mkdir(exist_ok=True)
        folders[:] = [name for name in folders if name != ".ipynb_checkpoints"]
        for name in files:
            path = Path(directory, name)
            if path.is_symlink() or not path.is_file() or path.suffix == ".ipynb":
                continue
            left -= path.stat().st_size
            if left >= 0:
                shutil.copyfile(path, here / name)
