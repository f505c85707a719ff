"""Whether this machine isolates: a process goes in, tries to break out, and reports.

The attempts are made in a new process, whose memory and threads are nobody else's.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from autograder.isolation.attempts import ATTEMPTS, NEEDS, Target, attempt
from autograder.isolation.entry import enter
from autograder.isolation.guard import limit_of
from autograder.isolation.policy import FOLDERS, MODES, PROGRAM, NoIsolation, Policy, environment

#: A variable that only the grader's environment has.
_VARIABLE = "AUTOGRADER_EXAMINATION"
_TIMEOUT = 120
#: How the output starts of a process that could not go in.
_NOT_ISOLATED = "not isolated: "

_ADVICE = (
    "Grade in a container or virtual machine whose kernel has Landlock (Linux 6.2 or later) or user namespaces, "
    "on macOS and Windows as well (there WSL2 is one); or, if you trust all code that you grade and what it may do "
    "to this machine, use --unsafe-no-isolation."
)


@dataclass(frozen=True)
class Probe:
    """One thing that was tried: whether the isolation held, and what was seen."""

    name: str
    held: bool
    detail: str


@functools.cache
def mode() -> str:
    """The mode that works on this machine, ``namespaces`` before ``landlock``; found by trying, once per process.

    Raises NoIsolation, with what is missing and what can be done.
    """
    reasons = []
    for candidate in MODES:
        try:
            broken = [probe for probe in _examined(candidate, "quick") if not probe.held]
        except NoIsolation as reason:
            reasons.append(f"{candidate}: {reason}")
            continue
        if not broken:
            return candidate
        reasons.append(f"{candidate}: " + "; ".join(f"{probe.name}: {probe.detail}" for probe in broken))
    raise NoIsolation(f"Student code cannot be isolated here. {'. '.join(reasons)}. {_ADVICE}")


def examine(mode: str) -> list[Probe]:
    """All attempts to break out in this mode, and its limits. Takes seconds. Raises NoIsolation if it cannot start."""
    return _examined(mode, "full")


def _examined(mode: str, extent: str) -> list[Probe]:
    if sys.platform != "linux":
        raise NoIsolation(f"it needs Linux, this is {sys.platform}")
    try:
        finished = subprocess.run(
            [sys.executable, "-P", PROGRAM, "--examine", mode, extent],
            env={**os.environ, _VARIABLE: "secret"},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TIMEOUT,
            start_new_session=True,
        )
        answer = json.loads(finished.stdout)
    except subprocess.TimeoutExpired:
        raise NoIsolation(f"the examination did not end within {_TIMEOUT} seconds") from None
    except ValueError:
        last = finished.stderr.strip().rpartition("\n")[2]
        raise NoIsolation(f"the examination ended with code {finished.returncode}: {last}") from None
    if isinstance(answer, str):
        raise NoIsolation(answer)
    return [Probe(*values) for values in answer]


def main(mode: str, extent: str) -> None:
    """The process that examines: prints probes, or the sentence of a NoIsolation, as JSON."""
    try:
        probes = break_out(mode)
        if extent == "full":
            probes += exceed(mode)
        print(json.dumps([[probe.name, probe.held, probe.detail] for probe in probes]))
    except NoIsolation as reason:
        print(json.dumps(str(reason)))


@contextlib.contextmanager
def folder(mode: str, **limits: Any) -> Iterator[Policy]:
    """A policy, and its folder while it is needed."""
    path = os.path.realpath(tempfile.mkdtemp(prefix="k"))
    try:
        for name in FOLDERS:
            os.mkdir(f"{path}/{name}")
        yield Policy(path, mode, **limits)
    finally:
        shutil.rmtree(path)


@contextlib.contextmanager
def outside() -> Iterator[Target]:
    """Things that isolated code must not reach; the process is this one."""
    with contextlib.ExitStack() as opened:
        place = opened.enter_context(tempfile.TemporaryDirectory())
        with open(f"{place}/secret", "w", encoding="utf-8") as secret:
            secret.write("the solution")
        tcp, udp, path, abstract = (
            opened.enter_context(socket.socket(family, kind))
            for family, kind in (
                (socket.AF_INET, socket.SOCK_STREAM),
                (socket.AF_INET, socket.SOCK_DGRAM),
                (socket.AF_UNIX, socket.SOCK_STREAM),
                (socket.AF_UNIX, socket.SOCK_STREAM),
            )
        )
        tcp.bind(("127.0.0.1", 0))
        udp.bind(("127.0.0.1", 0))
        path.bind(f"{place}/socket")
        name = f"autograder-{os.getpid()}"
        abstract.bind(f"\0{name}")
        for listener in (tcp, path, abstract):
            listener.listen()
        ports = tcp.getsockname()[1], udp.getsockname()[1]
        yield Target(f"{place}/secret", os.getpid(), _VARIABLE, *ports, f"{place}/socket", name)


def break_out(mode: str) -> list[Probe]:
    """Go in, try, and come back with what was seen."""
    with folder(mode) as policy, outside() as target:

        def tries() -> None:
            os.environ.update(environment(policy))
            seen = {name: attempt(act, target) for name, act in {**ATTEMPTS, **NEEDS}.items()}
            print(json.dumps(seen), flush=True)

        returncode, printed = run_inside(policy, tries)
    if returncode != 0:
        raise NoIsolation(f"the process inside ended with code {returncode}: {printed[-300:]}")
    seen = json.loads(printed)
    probes = [Probe(name, seen[name] is not None, seen[name] or "was possible") for name in ATTEMPTS]
    return probes + [Probe(name, seen[name] is None, seen[name] or "works") for name in NEEDS]


def exceed(mode: str, *limits: str) -> list[Probe]:
    """Go in and exceed each limit, or each of ``limits``, made small for it."""
    probes = []
    for limit in limits or _EXCESSES:
        small, use = _EXCESSES[limit]
        with folder(mode, **{"wall_seconds": 30, **small}) as policy:
            returncode, _ = run_inside(policy, use)
        met = limit_of(returncode)
        probes.append(Probe(f"exceed the limit of {limit}", met == limit, f"ended by the limit of {met}"))
    return probes


def run_inside(policy: Policy, act: Callable[[], None]) -> tuple[int, str]:
    """Call ``act`` in an isolated fork of this process. The return code, as in ``subprocess``, and what was printed.

    Raises NoIsolation.
    """
    reader, writer = os.pipe()
    guard = os.fork()
    if guard == 0:
        code = 1
        try:
            for descriptor, name in {1: "stdout", 2: "stderr"}.items():
                os.dup2(writer, descriptor)
                setattr(sys, name, os.fdopen(descriptor, "w", encoding="utf-8", closefd=False))
            enter(policy)
            act()
            code = 0
        except NoIsolation as reason:
            print(f"{_NOT_ISOLATED}{reason}")
        except BaseException as error:
            print(f"{type(error).__name__}: {error}")
        finally:
            with contextlib.suppress(BaseException):
                sys.stdout.flush()
            os._exit(code)
    os.close(writer)
    with open(reader, encoding="utf-8", errors="replace") as output:
        printed = output.read()
    code = os.waitstatus_to_exitcode(os.waitpid(guard, 0)[1])
    if printed.startswith(_NOT_ISOLATED):
        raise NoIsolation(printed.removeprefix(_NOT_ISOLATED).strip())
    return code, printed


def _use_memory() -> None:
    """In several processes, none of which uses much."""
    for _ in range(6):
        if os.fork() == 0:
            filled = bytearray(20 * 2**20)
            filled[::4096] = b"x" * len(filled[::4096])
            time.sleep(30)
    time.sleep(30)


def _use_processes() -> None:
    while True:
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                time.sleep(30)


def _use_cpu() -> None:
    while True:
        pass


def _use_time() -> None:
    time.sleep(30)


def _use_disk() -> None:
    with open("large", "wb") as file:
        while True:
            with contextlib.suppress(OSError):
                file.write(bytes(2**20))


#: By limit: the policy's value that is soon exceeded, and how.
_EXCESSES: dict[str, tuple[dict[str, float], Callable[[], None]]] = {
    "memory": ({"memory": 64 * 2**20}, _use_memory),
    "processes": ({"processes": 10}, _use_processes),
    "cpu time": ({"cpu_seconds": 0.5}, _use_cpu),
    "wall time": ({"wall_seconds": 0.5}, _use_time),
    "disk": ({"disk": 8 * 2**20}, _use_disk),
}
