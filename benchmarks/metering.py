"""What a command costs: CPU-seconds of all processes that it starts, and wall time. Linux only.

    python benchmarks/metering.py REPORT PATIENCE COMMAND [ARGUMENT...]

A counter of the operating system is inherited by every process that descends from this one and tells what they
have used, whatever became of them. It takes the right to count one's own processes (``perf_event_paranoid`` up
to 2, and no container that forbids it). Without it there is the time that each process adds to its parent's when
it is waited for. That is less: what is killed together with the first process of a namespace adds nothing.

The command is run by a process of its own, this file. It inherits what the command leaves behind (it is a
"child subreaper"), a zygote that outlives the worker that started it, for example, waits PATIENCE seconds for
all of it, and writes a REPORT as JSON.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import resource
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Of prctl(2).
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
#: The number of perf_event_open(2), and its flag that closes the descriptor in other programs.
_PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}
_CLOSE_ON_EXEC = 8
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """CPU-seconds, user and system, of all processes; seconds until the command itself had ended."""

    cpu: float
    wall: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.wall + other.wall)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.cpu - other.cpu, self.wall - other.wall)

    def __truediv__(self, number: float) -> Cost:
        return Cost(self.cpu / number, self.wall / number)


class CommandFailed(Exception):
    """A measured command did not do its work; the message has the end of what it printed."""


def measure(
    command: Sequence[str | Path],
    cwd: Path,
    cores: int | None = None,
    right: Sequence[int] = (0,),
    variables: Mapping[str, str] | None = None,
    watch: Callable[[int, float], None] | None = None,
    patience: float = 30.0,
) -> tuple[Cost, str]:
    """Run a command to its end; what it cost, and what it printed.

    Args:
        cores: how many it may run on; None for all.
        right: exit codes that are no failure.
        variables: added to the environment.
        watch: called again and again, with the process whose descendants are measured, and their CPU-seconds so far.
        patience: seconds that what the command leaves behind has to end.

    Raises:
        CommandFailed: by exit code, or it left processes running.
    """
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    with tempfile.TemporaryDirectory() as folder, counter() as used:
        report, output = Path(folder, "report"), Path(folder, "output")
        with output.open("wb") as printed:
            process = subprocess.Popen(
                [sys.executable, os.path.abspath(__file__), report, str(patience), *map(str, command)],
                cwd=cwd,
                env={**os.environ, **(variables or {})},
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                preexec_fn=lambda: os.sched_setaffinity(0, allowed),
            )
            try:
                while watch and process.poll() is None:
                    watch(process.pid, used() if used else _cpu_now(process.pid))
                process.wait()
            finally:
                if process.poll() is None:  # Ctrl-C: it ends what it runs
                    process.terminate()
                    process.wait()
        told = output.read_text(errors="replace")
        if not report.exists():
            raise CommandFailed(f"{' '.join(map(str, command))}: it could not be measured\n{told[-3000:]}")
        found = json.loads(report.read_text())
        cpu = used() - found["own"] if used else found["cpu"]
    if found["left"] or found["returncode"] not in right:
        reason = f"left {found['left']} running" if found["left"] else f"exit code {found['returncode']}"
        raise CommandFailed(f"{' '.join(map(str, command))}: {reason}\n{told[-3000:]}")
    return Cost(cpu, found["wall"]), told


@contextlib.contextmanager
def counter() -> Iterator[Callable[[], float] | None]:
    """CPU-seconds of all that descend from processes that this one starts inside; None if that cannot be counted."""
    # struct perf_event_attr: a software event, the task clock, inherited; without the right to see into the kernel.
    attributes = struct.pack("IIQQQQQ", 1, 128, 1, 0, 0, 0, 1 << 1 | 1 << 5).ljust(128, b"\0")
    number = _PERF_EVENT_OPEN.get(platform.machine(), -1)
    descriptor = ctypes.CDLL(None).syscall(number, attributes, 0, -1, -1, _CLOSE_ON_EXEC)
    if descriptor < 0:
        yield None
        return
    own = time.process_time()
    try:
        yield lambda: int.from_bytes(os.read(descriptor, 8), sys.byteorder) / 1e9 - (time.process_time() - own)
    finally:
        os.close(descriptor)


def descendants(process: int) -> Iterator[int]:
    """Process ids of all descendants of ``process``, those in namespaces of their own included."""
    try:
        tasks = os.listdir(f"/proc/{process}/task")
    except FileNotFoundError:
        return
    for task in tasks:
        for child in map(int, _read(f"/proc/{process}/task/{task}/children").split()):
            yield child
            yield from descendants(child)


def memory_now(process: int) -> int:
    """Bytes of memory of the descendants of ``process``; what n processes share counts 1/n for each (PSS)."""
    total = 0
    for one in descendants(process):
        try:
            lines = _read(f"/proc/{one}/smaps_rollup").splitlines()
        except PermissionError:  # it hides: then all that is not in a file counts
            sizes = _read(f"/proc/{one}/statm").split() or [0] * 3
            total += (int(sizes[1]) - int(sizes[2])) * os.sysconf("SC_PAGE_SIZE")
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def _cpu_now(process: int) -> float:
    """CPU-seconds of descendants that run, and of those that were waited for."""
    # What follows the name, which may hold spaces and parentheses itself.
    ticks = [list(map(int, _stat(one)[11:15])) for one in descendants(process)] + [map(int, _stat(process)[13:15])]
    return sum(map(sum, ticks)) / _TICKS


def _stat(process: int) -> list[str]:
    return _read(f"/proc/{process}/stat").rpartition(")")[2].split()


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return ""


def _run(command: list[str], patience: float) -> dict:
    # Ctrl-C is for the command; this process ends it when it is told to, or when the benchmark ends.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: _end_all())
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1) or libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM):
        raise OSError(ctypes.get_errno(), "this process cannot inherit what a command leaves behind")
    start = time.monotonic()
    process = subprocess.Popen(command)
    pid = status = 0
    while pid != process.pid:
        pid, status = os.wait()
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)  # else Popen waits for it, too
    left = _wait_for_all(patience)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "returncode": process.returncode,
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "own": time.process_time(),
        "left": left,
    }


def _wait_for_all(patience: float) -> list[str]:
    """Wait until there is no process left, and end those that are there after so many seconds; their names."""
    left: list[str] = []
    deadline = time.monotonic() + patience
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return left
        if not pid:
            if time.monotonic() > deadline:
                left += [_read(f"/proc/{one}/comm").strip() for one in descendants(os.getpid())]
                _end_all()
                deadline += patience
            time.sleep(0.01)


def _end_all() -> None:
    for one in list(descendants(os.getpid())):
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(_run(sys.argv[3:], float(sys.argv[2]))))
