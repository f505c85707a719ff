"""What a process may do by its user, its capabilities and its resource limits."""

from __future__ import annotations

import ctypes
import os
import struct

from autograder.isolation.policy import NoIsolation, Policy
from autograder.isolation.syscalls import prctl, syscall

_PR_CAPBSET_READ, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 23, 24, 47, 4
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_SETPCAP, _CAP_SYS_ADMIN = 8, 21

_OPEN_FILES = 1024
_STACK = 8 * 2**20
#: Kills what goes on when the guard does not.
_CPU_GRACE = 10


def status(name: str) -> str:
    """A field of this process's /proc/self/status."""
    with open("/proc/self/status", encoding="utf-8") as lines:
        return next(value.strip() for key, _, value in (line.partition(":") for line in lines) if key == name)


def may_mount() -> bool:
    """Whether this process is root with the right to mount (in a container it may be root without it)."""
    return os.geteuid() == 0 and bool(int(status("CapEff"), 16) >> _CAP_SYS_ADMIN & 1)


def has_user(uid: int) -> bool:
    """Whether this user id exists here; in a container, only some do."""
    with open("/proc/self/uid_map", encoding="ascii") as ranges:
        return any(int(first) <= uid < int(first) + int(count) for first, _, count in map(str.split, ranges))


def become(uid: int) -> None:
    """Be that user, and nobody else. For root."""
    _drop_bounding_set()
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    prctl(_PR_SET_DUMPABLE, 1)  # else its own /proc/self would be root's


def drop_capabilities() -> None:
    """Have no capability, and get none by executing a program."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _drop_bounding_set()
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = ctypes.create_string_buffer(struct.pack("Ii", _CAPABILITY_VERSION_3, 0), 8)
    syscall("capset", header, ctypes.create_string_buffer(24))


def _drop_bounding_set() -> None:
    if not int(status("CapEff"), 16) >> _CAP_SETPCAP & 1:
        return  # of no use without capabilities: no_new_privs gives none back
    for capability in range(64):
        try:
            prctl(_PR_CAPBSET_READ, capability)
        except OSError:  # the kernel knows no more
            return
        prctl(_PR_CAPBSET_DROP, capability)


def limit_resources(policy: Policy, tasks: int | None) -> None:
    """Set the limits that the kernel enforces by itself, each for one process.

    Args:
        tasks: the limit of the user's processes and threads, if there is one.
    """
    import resource  # not everywhere can it be imported, and then nothing is isolated

    # What it has mapped in is the zygote's; and each thread's stack counts whole, used or not.
    data = int(status("VmData").split()[0]) * 1024 + policy.memory + (policy.tasks - policy.processes) * _STACK
    cpu = int(policy.cpu_seconds) + _CPU_GRACE
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_DATA: data,
        resource.RLIMIT_FSIZE: policy.file_size,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    if tasks is not None:
        limits[resource.RLIMIT_NPROC] = tasks
    for which, limit in limits.items():
        _, hard = resource.getrlimit(which)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(which, (limit, limit))


def confirm() -> None:
    """Raise NoIsolation unless this process is as the functions here, and a filter of system calls, leave it."""
    for field in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        if int(status(field), 16):
            raise NoIsolation(f"the capabilities {field}={status(field)} are left")
    if status("NoNewPrivs") != "1" or status("Seccomp") != "2":
        raise NoIsolation("the filter of system calls is not in force")
