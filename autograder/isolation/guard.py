"""The process outside that watches an isolated one, its parent: ends it at a limit, and with the grader."""

from __future__ import annotations

import contextlib
import gc
import math
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from typing import NoReturn

from autograder.isolation import usage
from autograder.isolation.mounts import TEMPORARY
from autograder.isolation.policy import NoIsolation, Policy
from autograder.isolation.syscalls import prctl

#: The guard's exit codes for limits. A kernel's own exit with such a code is changed to 1.
LIMITS = {201: "memory", 202: "processes", 203: "cpu time", 204: "wall time", 205: "disk"}
_CODES = {limit: code for code, limit in LIMITS.items()}

#: Seconds between two looks; a look that took long has to wait that many times as long for the next.
PERIOD, _PATIENCE = 0.1, 10

#: What is inside weighs as much as so many processes at most, however many there are: classmates are at work beside it.
WEIGHT = max(4, 2 * (os.cpu_count() or 1))
#: A step of niceness makes a process weigh less by this factor, down to the last step (sched(7)).
_STEP, _NICEST = 1.25, 19

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def _awaited() -> set[signal.Signals]:
    return {signal.SIGCHLD, signal.SIGTERM}


def blocked() -> set[signal.Signals]:
    """What is to be blocked before the fork, and stays so outside: what the guard waits for, and what is not for it."""
    return {*_awaited(), signal.SIGINT}


def limit_of(returncode: int | None) -> str | None:
    """Which limit ended a guard that ended with this return code, one of the values of ``LIMITS``; None if none did."""
    return LIMITS.get(returncode)


def exit_code(returncode: int) -> int:
    """An exit code as a shell's for a return code as ``subprocess`` gives it, negative for a signal."""
    return returncode if returncode >= 0 else 128 - returncode


def prepare(policy: Policy) -> None:
    """To be called before the fork, as what comes after cannot be refused. Raises NoIsolation."""
    if policy.mode == "landlock":
        if not os.path.exists(f"/proc/self/task/{os.getpid()}/children"):
            raise NoIsolation("the kernel does not tell a process's children (CONFIG_PROC_CHILDREN)")
        prctl(_PR_SET_CHILD_SUBREAPER, 1)


def keep(policy: Policy, child: int, parent: int, start: Callable[[], object]) -> NoReturn:
    """Be the guard of ``child``, which goes on at ``start``; ends when it ends or has to.

    Exits with the code of the child, 128 and the signal that killed it, or a code of ``LIMITS``; by SIGTERM
    when it gets that, or when ``parent`` ends.
    """
    code = 1
    try:
        gc.disable()  # it would visit, and so copy, what was forked
        with contextlib.suppress(PermissionError):  # root's guard gets its turn even if very many run inside
            os.setpriority(os.PRIO_PROCESS, 0, -20)
        # Looked at each time instead: this signal would come, too, when the thread that started the guard ends.
        prctl(_PR_SET_PDEATHSIG, 0)
        kind = _NamespacesGuard if policy.mode == "namespaces" else _LandlockGuard
        watching = kind(policy, child)
        start()
        code = watching.watch(parent)
    except BaseException:
        traceback.print_exc()
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    if code == -signal.SIGTERM:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    os._exit(code)


class _Guard:
    """What both modes have in common: when to end."""

    #: How many processes inside there are from the start, forks of this one.
    forks: int
    _proc: int

    def __init__(self, policy: Policy, child: int):
        self._policy = policy
        self._child = child
        self._deadline = time.monotonic() + policy.wall_seconds
        self._host_proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._niceness = os.getpriority(os.PRIO_PROCESS, child)
        #: Bytes that a fork has in common with this process, before it changes them.
        self._inherited = usage.measure(self._host_proc, iter([str(os.getpid())])).memory
        #: When the exact and slow measurements may be made again.
        self._memory_again = self._disk_again = 0.0

    def watch(self, parent: int) -> int:
        """Wait for the end, and see to it that it is one. Returns an exit code, or -SIGTERM."""
        look_again = 0.0
        while True:
            event = signal.sigtimedwait(_awaited(), PERIOD)
            if (event and event.si_signo == signal.SIGTERM) or os.getppid() != parent:
                self.end()
                return -signal.SIGTERM
            if (code := self._reap()) is not None:
                self.end()
                return code
            if time.monotonic() >= look_again:
                if limit := self._exceeded():
                    self.end()
                    return _CODES[limit]
                self._give_way()
                look_again = time.monotonic() + 0.9 * PERIOD  # children that end in crowds do not make it look

    def processes(self) -> Iterator[str]:
        """Ids of all processes inside, as ``self._proc`` names them."""
        raise NotImplementedError

    def end(self) -> None:
        """Kill all processes inside, and wait until they are gone."""
        raise NotImplementedError

    def written(self) -> float:
        """Bytes in the files that were written."""
        raise NotImplementedError

    def written_to_memory(self) -> int:
        """Bytes of them that are in memory."""
        return 0

    def _reap(self) -> int | None:
        """Take leave of ended children. The exit code if the child is among them."""
        found = None
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status, used = os.wait4(-1, os.WNOHANG)
                if pid == 0:
                    break
                if pid == self._child:
                    found = self._code(status, used.ru_utime + used.ru_stime)
        return found

    def _code(self, status: int, cpu_seconds: float) -> int:
        if cpu_seconds >= self._policy.cpu_seconds:  # it was killed by the kernel, or in between two looks
            return _CODES["cpu time"]
        code = exit_code(os.waitstatus_to_exitcode(status))
        return 1 if code in LIMITS else code

    def _exceeded(self) -> str | None:
        policy = self._policy
        used = usage.measure(self._proc, self.processes(), policy.tasks)
        if time.monotonic() > self._deadline:
            return "wall time"
        if used.cpu_seconds >= policy.cpu_seconds:
            return "cpu time"
        if used.tasks > policy.tasks or used.sessions > policy.sessions:
            return "processes"
        if self._memory(used.memory) > policy.memory:
            return "memory"
        if self._disk() > policy.disk:
            return "disk"
        return None

    def _give_way(self) -> None:
        """Make a crowd inside weigh what ``WEIGHT`` processes do, so that others' questions are answered in time."""
        if usage.all_at_work(self._host_proc) <= WEIGHT:
            return
        crowd = list(usage.at_work(self._host_proc, usage.of_descendants(self._host_proc, str(os.getpid()))))
        if len(crowd) <= WEIGHT:
            return
        niceness = min(self._niceness + math.ceil(math.log(len(crowd) / WEIGHT, _STEP)), _NICEST)
        for task in crowd:
            # It may have ended; and root in a container may be refused.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getpriority(os.PRIO_PROCESS, task) < niceness:
                    os.setpriority(os.PRIO_PROCESS, task, niceness)

    def _memory(self, resident: int) -> int:
        """Bytes that are used. Too many if several processes share some, but only as long as it is within the limit."""
        files = self.written_to_memory()
        estimate = resident - self.forks * self._inherited + files
        start = time.monotonic()
        if estimate <= self._policy.memory or start < self._memory_again:
            return min(estimate, self._policy.memory)
        inside = list(self.processes())
        # What was inherited is shared with processes outside, too; the guard has as large a share as each.
        share = usage.proportional_memory(self._host_proc, iter([str(os.getpid())]))
        inherited = min(len(inside) * share, self._inherited)
        exact = usage.proportional_memory(self._proc, iter(inside)) - inherited + files
        self._memory_again = _after(start)
        return exact

    def _disk(self) -> float:
        start = time.monotonic()
        if start < self._disk_again:
            return 0
        written = self.written()
        self._disk_again = _after(start)
        return written


def _after(start: float) -> float:
    now = time.monotonic()
    return now + _PATIENCE * (now - start)


class _NamespacesGuard(_Guard):
    """The child is the first process of a process id namespace: all the others end with it."""

    forks = 2  # the first process, and the isolated one

    def __init__(self, policy: Policy, child: int):
        super().__init__(policy, child)
        root = f"/proc/{child}/root"
        self._proc = os.open(f"{root}/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._memory_files = [os.open(root + path, os.O_PATH | os.O_CLOEXEC) for path in (TEMPORARY, policy.folder)]

    def processes(self) -> Iterator[str]:
        return usage.of_all(self._proc)

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._child, 0)

    def written(self) -> float:
        return self.written_to_memory() + usage.disk([self._policy.sockets])

    def written_to_memory(self) -> int:
        systems = map(os.statvfs, self._memory_files)
        return sum((system.f_blocks - system.f_bfree) * system.f_frsize for system in systems)


class _LandlockGuard(_Guard):
    """The processes inside are this one's descendants, even when their parents have ended; all in its process group."""

    forks = 1

    def __init__(self, policy: Policy, child: int):
        super().__init__(policy, child)
        self._guard = os.getpid()
        self._proc = self._host_proc

    def processes(self) -> Iterator[str]:
        return usage.of_descendants(self._proc, str(self._guard))

    def end(self) -> None:
        while self._has_children():
            os.waitpid(self._kill_group(), 0)
            # Who was born in that moment is killed in the next round.
            until = time.monotonic() + 1
            while self._has_children() and time.monotonic() < until:
                self._reap()
                time.sleep(0.002)

    def written(self) -> float:
        policy = self._policy
        linked = usage.disk([*policy.writable, policy.sockets])
        return linked + usage.unlinked_disk(self._proc, self.processes())

    @staticmethod
    def _has_children() -> bool:
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return False
        return True

    def _kill_group(self) -> int:
        """Kill the members of the process group except this one; the process id of the child that does it.

        One by one they could fork faster than they are killed. So a helper outside of the group stops
        all of it at once, this process, too, then kills the others, and lets this one go on.
        """
        if helper := os.fork():
            return helper
        try:
            os.setsid()
            os.killpg(self._guard, signal.SIGSTOP)
            inside = {*usage.of_group(self._guard), *map(int, self.processes())} - {self._guard, os.getpid()}
            for process in inside:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        finally:
            os.kill(self._guard, signal.SIGCONT)
            os._exit(0)
