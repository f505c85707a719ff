"""How a process becomes isolated: it forks, stays outside as the guard, and the child goes in."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.isolation import guard, landlock, mounts, privileges, seccomp, usage
from autograder.isolation.policy import PACKAGE, NoIsolation, Policy, is_installed, readable
from autograder.isolation.syscalls import audit_architecture, prctl, syscall

_PR_SET_PDEATHSIG = 1
#: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWPID, NEWNET; and NEWUSER.
_NAMESPACES, _USER_NAMESPACE = 0x6E020000, 0x10000000

#: Of root's isolated processes, each gets a user id of its own: this and the guard's process id.
_FIRST_USER, _NOBODY = 0x40000000, 65534

#: Tasks beyond the limit, until the guard looks.
_TASKS_GRACE = 64
#: Without a user of its own: how many times the limit there may be for the user's other processes, as those
#: of other isolated code. And how much the isolated code gives way to the guard, to be looked at in time.
_SHARERS, _NICENESS = 8, 10

#: What the two processes tell each other, and bytes of the longest message.
_READY, _GO, _LONGEST = b"ready", b"!", 4096

#: All that is seen of a /proc that is not one's own.
_PROC = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/self")


def enter(policy: Policy) -> None:
    """Isolate this process, with what it has imported; returns in the isolated one.

    That is another process, with another process id, no descriptors but 0, 1 and 2, and ``policy.work`` as
    its working directory; environment variables are left to the caller. This very process leads its
    process group, and stays outside as the guard: it ends when the isolated one ends, see :func:`limit_of`;
    SIGINT to the group is for the isolated process, SIGTERM to the guard ends all.

    Raises NoIsolation, in this process, which is not isolated then.
    """
    audit_architecture()
    if (threads := len(os.listdir("/proc/self/task"))) != 1:
        raise NoIsolation(f"a process with {threads} threads cannot be isolated: a fork has but one of them")
    guard.prepare(policy)
    parent = os.getppid()
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    identity = _identity(policy)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, guard.blocked())
    outside, inside = (end.detach() for end in socket.socketpair())
    try:
        child = os.fork() if policy.mode == "landlock" else _clone(identity)
    except OSError as error:
        os.close(inside)
        child, answer = 0, f"no process with namespaces of its own ({error})".encode()
    else:
        if child == 0:
            _isolate(policy, identity, inside)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            return
        os.close(inside)
        answer = os.read(outside, _LONGEST)
        if answer == _READY:
            guard.keep(policy, child, parent, lambda: os.write(outside, _GO))
        os.waitpid(child, 0)
    os.close(outside)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    raise NoIsolation(answer.decode(errors="replace") or "the process that was to be isolated died")


@dataclass(frozen=True)
class _Identity:
    """Who the isolated process is. ``mounts``: whether it starts as root, who may mount."""

    uid: int
    gid: int
    mounts: bool = False

    @property
    def shared(self) -> bool:
        """Whether other processes of the machine count as this user's."""
        return self.uid == _NOBODY and self.mounts


def _identity(policy: Policy) -> _Identity:
    if policy.mode == "landlock" or not privileges.may_mount():
        return _Identity(os.geteuid(), os.getegid())
    wanted = _FIRST_USER + os.getpid()
    user = wanted if privileges.has_user(wanted) else _NOBODY
    return _Identity(user, user, mounts=True)


def _clone(identity: _Identity) -> int:
    """As ``os.fork``, with new namespaces; the child is the first process in its own.

    Python does not know of this fork: the child is for simple work, and for a fork as Python knows it.
    """
    flags = _NAMESPACES | (0 if identity.mounts else _USER_NAMESPACE)
    return syscall("clone", flags | signal.SIGCHLD, 0, 0, 0, 0)


def _isolate(policy: Policy, identity: _Identity, guard_end: int) -> None:
    """In the child: all the steps, in the one order that works. Ends the process if one of them fails."""
    with _reported(guard_end):
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.closerange(3, guard_end)
        os.closerange(guard_end + 1, os.sysconf("SC_OPEN_MAX"))
        _erase_initial_environment()
        if policy.mode == "namespaces":
            _enter_namespaces(policy, identity)
        os.chdir(policy.work)
        _make_package_importable(policy)
        privileges.limit_resources(policy, _most_tasks(policy, identity))
        if identity.mounts:
            privileges.become(identity.uid)
            prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # the change of user took it back
        privileges.drop_capabilities()
        scoped = _restrict_files(policy)
        seccomp.install(policy.mode, scoped)
        privileges.confirm()
        os.write(guard_end, _READY)
        if os.read(guard_end, 1) != _GO:
            raise ConnectionError("the guard has ended")
        os.close(guard_end)
        if policy.mode == "namespaces":
            _fork_from_first_process()


@contextlib.contextmanager
def _reported(guard_end: int) -> Iterator[None]:
    """A process that is half isolated does not go on: tell the guard why, and end."""
    try:
        yield
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(guard_end, (str(error) or type(error).__name__).encode()[:_LONGEST])
        os._exit(1)


def _enter_namespaces(policy: Policy, identity: _Identity) -> None:
    if not identity.mounts:
        # The same user in a user namespace, where it may mount. Else root's groups could be dropped there.
        for name, line in {"setgroups": "deny", "uid_map": f"{identity.uid} {identity.uid} 1"}.items():
            _write(f"/proc/self/{name}", line)
        _write("/proc/self/gid_map", f"{identity.gid} {identity.gid} 1")
    else:
        os.chown(policy.sockets, identity.uid, identity.gid)
        with os.scandir(policy.sockets) as files:
            for file in files:
                os.chown(file.path, identity.uid, identity.gid, follow_symlinks=False)
    socket.sethostname("student")
    mounts.enter_new_root(policy, identity.uid, identity.gid)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def _erase_initial_environment() -> None:
    """Overwrite the variables that this process, or the one it was forked from, was started with.

    They stay in memory, and in /proc/self/environ, when they are deleted or changed.
    """
    with open("/proc/self/stat", encoding="utf-8", errors="replace") as stat:
        fields = stat.read().rpartition(")")[2].split()
    start, end = map(int, fields[47:49])
    current = dict(os.environ)
    os.environ.clear()
    ctypes.memset(start, 0, end - start)
    os.environ.update(current)


def _make_package_importable(policy: Policy) -> None:
    """If this package lies among a course's sources, let it be found without them being listed."""
    if not is_installed(os.path.dirname(PACKAGE)):
        os.makedirs(policy.site, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.symlink(PACKAGE, f"{policy.site}/{os.path.basename(PACKAGE)}")
        sys.path.append(policy.site)


def _most_tasks(policy: Policy, identity: _Identity) -> int | None:
    """How many tasks the user may have, whose number the kernel limits at once, and the guard only when it looks."""
    if policy.mode == "namespaces":  # they are counted by user, and in each user namespace anew
        return None if identity.shared else policy.tasks + _TASKS_GRACE
    os.nice(_NICENESS)
    if identity.uid == 0:  # for whom there is no limit
        return None
    proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    try:
        present = usage.measure(proc, usage.of_user(proc, identity.uid)).tasks
    finally:
        os.close(proc)
    return present + _SHARERS * policy.tasks


def _restrict_files(policy: Policy) -> bool:
    """Whether signals to other processes are refused, too."""
    rules = dict.fromkeys(policy.writable, landlock.WRITE)
    rules |= {policy.sockets: landlock.SOCKETS, "/dev/null": landlock.DEVICE}
    if policy.mode == "namespaces":
        if landlock.version() < landlock.REQUIRED:  # a second layer here: the mounts restrict, too
            return False
        rules |= {"/": landlock.READ, "/dev/pts": landlock.TERMINAL, "/dev/ptmx": landlock.TERMINAL}
        rules |= dict.fromkeys((mounts.TEMPORARY, policy.shared_memory), landlock.WRITE)
    else:
        devices = ("/dev/random", "/dev/urandom")
        rules |= dict.fromkeys((*readable(policy), *_PROC, *devices), landlock.READ)
        if os.path.exists(policy.site):
            rules[policy.site] = landlock.READ
    landlock.restrict(rules)
    return landlock.version() >= landlock.SCOPED


def _fork_from_first_process() -> None:
    """Fork once more, and return in the child.

    The first process in a process id namespace ignores signals, and inherits all orphans; a kernel should do neither.
    """
    child = os.fork()
    if child == 0:
        return
    gc.disable()
    while True:
        pid, status = os.wait()
        if pid == child:
            os._exit(guard.exit_code(os.waitstatus_to_exitcode(status)))
