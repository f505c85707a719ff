"""The files of a submission, however many, large, deep or strange they are."""

from __future__ import annotations

import fnmatch
import itertools
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader import utils

#: Files beyond this are not read, in bytes; a notebook that large is not either (see ``intake``).
MAX_BYTES = 256 * 2**20
#: nbgrader's file that says when a submission was handed in, and the bytes that a time takes at most.
TIMESTAMP, MAX_TIMESTAMP_BYTES = "timestamp.txt", 100
#: Files of a submission, and folders in each other. nbgrader looks at each file once for each file beside it.
MAX_FILES, MAX_DEPTH = 500, 20
#: Names that are looked at; behind them nothing is.
MAX_NAMES = 10_000


@dataclass
class Files:
    """What is in a submission's folder, by path below it.

    Attributes:
        kept: what nbgrader grades: notebooks beside each other, other files wherever they are.
        large: bytes of those that go beyond what is sent to a worker.
        more: whether there is more than was looked at.
        irregular: what nbgrader cannot copy or read, or should not: what is no regular file (a pipe, a link
            to nowhere), a link that leads out of the folder, since what it shows was not submitted, a name
            that cannot be printed, a timestamp that is none, and a folder beyond ``MAX_DEPTH``.
    """

    kept: list[str] = field(default_factory=list)
    large: dict[str, int] = field(default_factory=dict)
    irregular: list[str] = field(default_factory=list)
    more: bool = False


def look_through(folder: Path, ignore: list[str], limit: int = MAX_BYTES) -> Files:
    """What there is in a submission.

    Args:
        ignore: names or globs, as in nbgrader's ``CourseDirectory.ignore``.
        limit: bytes in all; a file that goes beyond is large.
    """
    found = Files()
    names = 0
    for name, regular in _walk(folder, ignore):
        names += 1
        if names > MAX_NAMES or len(found.kept) >= MAX_FILES:
            found.more = True
            break
        if not regular:
            found.irregular.append(name)
            continue
        size = (folder / name).stat().st_size
        if name == TIMESTAMP and not _is_time(folder / name, size):
            found.irregular.append(name)
        elif size > limit:
            found.large[name] = size
        else:
            limit -= size
            found.kept.append(name)
    return found


def _walk(folder: Path, ignore: list[str]) -> Iterator[tuple[str, bool]]:
    """Names, and whether they are files to be graded: notebooks and the time first, whatever there is beside."""
    root = os.path.realpath(folder) + os.sep
    first = [*sorted(path.name for path in folder.glob("*.ipynb")), TIMESTAMP]
    for name in first:
        if os.path.lexists(folder / name):
            yield name, _is_regular(folder / name, root)
    folders = [("", 0)]
    while folders:
        below, depth = folders.pop()
        # Sorted, so that what is kept does not depend on the file system.
        for entry in sorted(_entries(folder / below), key=lambda entry: entry.name):
            name = below + entry.name
            if name in first or entry.name.endswith(".ipynb") or _is_ignored(entry.name, ignore):
                continue
            if not (folder / name).is_dir():  # which entry.is_dir() does not answer for a link to itself
                yield name, _is_regular(folder / name, root)
            elif entry.is_symlink():  # nbgrader does not follow it
                continue
            elif depth < MAX_DEPTH and entry.name.isprintable():
                folders.append((f"{name}/", depth + 1))
            else:
                yield f"{name}/", False


def _entries(folder: Path) -> list[os.DirEntry]:
    with os.scandir(folder) as entries:
        return list(itertools.islice(entries, MAX_NAMES))


def _is_ignored(name: str, ignore: list[str]) -> bool:
    return any(fnmatch.fnmatch(name, glob) and (glob.startswith(".") or not name.startswith(".")) for glob in ignore)


def _is_regular(path: Path, root: str) -> bool:
    # A name with a line break could pass for a line of nbgrader's log.
    return path.name.isprintable() and path.is_file() and os.path.realpath(path).startswith(root)


def _is_time(path: Path, size: int) -> bool:
    if size > MAX_TIMESTAMP_BYTES:
        return False
    try:
        text = path.read_text().strip()
        if text:
            utils.parse_utc(text)
    except (ValueError, OverflowError):
        return False
    return True


def read_files(folder: Path, ignore: list[str], limit: int = MAX_BYTES) -> dict[str, bytes | int]:
    """The files of a submission by path below ``folder``: a large one is only told by its size, and a notebook that
    is no regular file is empty, as is a timestamp that is none. For the arguments see :func:`look_through`.
    """
    found = look_through(folder, ignore, limit)
    contents = {name: (folder / name).read_bytes() for name in found.kept}
    empty = {name: b"" for name in found.irregular if _is_notebook(name) or name == TIMESTAMP}
    return contents | found.large | empty


def copy_regular(found: Files, folder: Path, copy: Path) -> None:
    """Copy a submission for nbgrader: what is no regular file is left out, and of what is large the content.

    A notebook among these is there all the same, and says by its size what is wrong with it.
    """
    copy.mkdir(parents=True, exist_ok=True)
    for name in found.kept:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, copy / name)
    for name in filter(_is_notebook, [*found.irregular, *found.large]):
        (copy / name).touch()
        os.truncate(copy / name, found.large.get(name, 0))  # a hole, which takes no space


def _is_notebook(name: str) -> bool:
    return name.endswith(".ipynb") and name.isprintable()
