"""What a group of processes uses, read from /proc by a process outside."""

from __future__ import annotations

import contextlib
import math
import mmap
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_PAGE = mmap.PAGESIZE


@dataclass(frozen=True)
class Usage:
    """Processes and threads; sessions; CPU-seconds, of ended children, too; bytes of memory that is in no file."""

    tasks: int
    sessions: int
    cpu_seconds: float
    memory: int


def of_all(proc: int) -> Iterator[str]:
    """The ids of all processes that ``proc`` shows, a descriptor of a /proc of their own."""
    return (name for name in os.listdir(proc) if name.isdecimal())


def of_descendants(proc: int, ancestor: str) -> Iterator[str]:
    """The ids of the descendants of ``ancestor``."""
    parents = [ancestor]
    while parents:
        parent = parents.pop()
        for task in _listed(proc, f"{parent}/task"):
            for child in _read(proc, f"{parent}/task/{task}/children").decode().split():
                yield child
                parents.append(child)


def of_user(proc: int, user: int) -> Iterator[str]:
    """The ids of the processes of that user."""
    for process in of_all(proc):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if os.stat(process, dir_fd=proc).st_uid == user:
                yield process


def measure(proc: int, processes: Iterator[str], most: float = math.inf) -> Usage:
    """Cheaply: memory that several processes share, after a fork, counts for each.

    Args:
        most: stop at more tasks than that.
    """
    tasks, sessions, ticks, pages = 0, set(), 0, 0
    for process in processes:
        # What follows the name, which may hold spaces and parentheses itself.
        fields = _read(proc, f"{process}/stat").rpartition(b")")[2].split()
        sizes = _read(proc, f"{process}/statm").split()
        if fields and sizes:
            tasks += int(fields[17])
            sessions.add(fields[3])
            ticks += sum(map(int, fields[11:15]))
            pages += int(sizes[1]) - int(sizes[2])
        if tasks > most:
            break
    return Usage(tasks, len(sessions), ticks / os.sysconf("SC_CLK_TCK"), pages * _PAGE)


def proportional_memory(proc: int, processes: Iterator[str]) -> int:
    """Bytes of memory that is in no file, where what n processes share counts 1/n for each. Takes milliseconds."""
    total = 0
    for process in processes:
        try:
            lines = _read(proc, f"{process}/smaps_rollup").splitlines()
        except PermissionError:  # it hides; then all that it has counts
            total += measure(proc, iter([process])).memory
            continue
        for line in lines:
            if line.startswith(b"Pss_Anon:"):
                total += int(line.split()[1]) * 1024
    return total


def all_at_work(proc: int) -> float:
    """How many processes and threads of the whole machine run, or would if there were a core for them.

    Infinite if it is not told: a /proc may show processes only.
    """
    told = _read(proc, "loadavg").split()
    return int(told[3].partition(b"/")[0]) if told else math.inf


def at_work(proc: int, processes: Iterator[str]) -> Iterator[int]:
    """The ids of those of them that belong to these processes."""
    for process in processes:
        for task in _listed(proc, f"{process}/task"):
            if _read(proc, f"{process}/task/{task}/stat").rpartition(b")")[2].split()[:1] == [b"R"]:
                yield int(task)


def disk(folders: Iterable[str]) -> float:
    """Bytes in these folders; infinite if there are places in them that cannot be looked at."""
    total, left = 0, list(folders)
    while left:
        try:
            with os.scandir(left.pop()) as entries:
                for entry in entries:
                    # A page at least, as empty files take room in the table of files.
                    total += max(entry.stat(follow_symlinks=False).st_blocks * 512, _PAGE)
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):  # removed meanwhile
            continue
        except OSError:
            return math.inf
    return total


def unlinked_disk(proc: int, processes: Iterator[str]) -> int:
    """Bytes in files that these processes have open, and that are in no folder."""
    files = {}
    for process in processes:
        for descriptor in _listed(proc, f"{process}/fd"):
            try:
                file = os.stat(f"{process}/fd/{descriptor}", dir_fd=proc)
            except OSError:
                continue
            if stat.S_ISREG(file.st_mode) and file.st_nlink == 0:
                files[file.st_dev, file.st_ino] = file.st_blocks * 512
    return sum(files.values())


def _listed(proc: int, path: str) -> list[str]:
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=proc)
    except (FileNotFoundError, ProcessLookupError, PermissionError):  # it has ended, or hides
        return []
    try:
        return os.listdir(folder)
    except (FileNotFoundError, ProcessLookupError):
        return []
    finally:
        os.close(folder)


def _read(proc: int, path: str) -> bytes:
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=proc)
    except (FileNotFoundError, ProcessLookupError):
        return b""
    try:
        return os.read(file, 1 << 16)
    except ProcessLookupError:
        return b""
    finally:
        os.close(file)


def of_group(group: int) -> list[int]:
    """The process ids of a process group's members on the whole machine."""
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        stats = {process: _read(proc, f"{process}/stat") for process in of_all(proc)}
    finally:
        os.close(proc)
    return [int(process) for process, line in stats.items() if line.rpartition(b")")[2].split()[2:3] == [b"%d" % group]]
