"""Which system calls isolated code may make: a filter that the kernel runs at each (seccomp, Linux).

It lists what is refused, as TensorFlow, Python and the C library need too many others to list those.
What a call does with a path is not its matter, as it sees numbers only: see ``landlock`` and ``mounts``.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from errno import ENOSYS, EOPNOTSUPP, EPERM

from autograder.isolation.syscalls import FIRST_UNKNOWN, audit_architecture, number, prctl

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000

#: Of <linux/bpf_common.h>. A is the accumulator; the program reads a struct seccomp_data.
_LOAD, _AND, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALL_BITS = 0xFFFFFFFF

#: What is refused whatever its arguments are.
_FORBIDDEN = (
    # Ways to the network and to other processes' sockets. A kernel listens, and others connect to it.
    "connect",
    # Other processes.
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "process_madvise", "process_mrelease"),
    *("migrate_pages", "move_pages"),
    # Mounts and namespaces.
    *("mount", "umount2", "pivot_root", "chroot", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "open_tree"),
    *("mount_setattr", "listmount", "statmount", "unshare", "setns"),
    # Large parts of the kernel that attacks like best, and that no notebook needs.
    *("bpf", "perf_event_open", "userfaultfd", "add_key", "request_key", "keyctl", "modify_ldt", "personality"),
    *("open_by_handle_at", "name_to_handle_at"),
    # The names of files that others open, even in folders that cannot be listed.
    *("inotify_add_watch", "fanotify_init"),
    # The machine itself.
    *("acct", "adjtimex", "clock_adjtime", "clock_settime", "settimeofday", "delete_module", "finit_module"),
    *("init_module", "ioperm", "iopl", "kexec_file_load", "kexec_load", "quotactl", "quotactl_fd", "reboot"),
    *("sethostname", "setdomainname", "swapoff", "swapon", "syslog", "vhangup"),
)

#: What answers as if the kernel did not have it: libraries then do without.
_ABSENT = (
    "clone3",  # its flags lie in memory, where a filter cannot look; the C library falls back to clone
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),  # does other calls' work past this filter
    *("memfd_create", "memfd_secret"),  # memory that is in no process and in no folder, so nobody counts it
    *("shmget", "shmat", "shmctl", "semget", "semop", "semtimedop", "semctl"),  # outlive their process
    *("msgget", "msgsnd", "msgrcv", "msgctl", "mq_open", "mq_unlink"),
)

#: Without namespaces, what changes a file's owner, mode, times and attributes: Landlock does not rule it,
#: and the user owns the course. It answers as if it had been done, for the sake of code that copies files.
_PRETENDED = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr"),
    *("utime", "utimes", "futimesat", "utimensat"),
    # Nobody leaves the process group, so that one signal ends all.
    *("setsid", "setpgid"),
    # They reach other processes of the user.
    *("setpriority", "ioprio_set", "sched_setaffinity", "sched_setattr", "sched_setparam", "sched_setscheduler"),
)

_AF_UNIX, _SOCK_STREAM, _SOCKET_TYPE = 1, 1, 0xF
_CLONE_NEW = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_MAP_SHARED, _MAP_SHARED_VALIDATE, _MAP_TYPE, _MAP_ANONYMOUS = 1, 3, 0xF, 0x20
_PR_SET_PDEATHSIG = 1
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # type into a terminal
_FIOSETOWN, _SIOCSPGRP = 0x8901, 0x8902
_FS_IOC_SETFLAGS, _FS_IOC_FSSETXATTR = 0x40086602, 0x401C5820
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_SETLEASE, _F_NOTIFY = 8, 10, 15, 1024, 1026


def install(mode: str, signals_are_scoped: bool) -> None:
    """From now on, refuse. For this thread and what it starts; needs ``no_new_privs``.

    Args:
        mode: of the Policy.
        signals_are_scoped: whether signals to other processes are refused by another layer.
    """
    program = b"".join(_program(mode, signals_are_scoped))
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header))


def _program(mode: str, signals_are_scoped: bool) -> Iterable[bytes]:
    yield _instruction(_LOAD, _ARCHITECTURE)
    yield _instruction(_IF_EQUAL, audit_architecture(), 1, 0)
    yield _instruction(_RETURN, _KILL)  # a 32-bit call has other numbers
    yield _instruction(_LOAD, _NUMBER)
    # Of calls that this list does not know, and of the x32 calls, there is none.
    yield _instruction(_IF_AT_LEAST, FIRST_UNKNOWN, 0, 1)
    yield _instruction(_RETURN, _ERRNO | ENOSYS)
    yield from _for_calls(_FORBIDDEN, _answer(EPERM))
    yield from _for_calls(_ABSENT, _answer(ENOSYS))
    # Other types send without connecting. And with another error, ZeroMQ ends the process.
    local = _only_if((0, _ALL_BITS, _AF_UNIX), (1, _SOCKET_TYPE, _SOCK_STREAM), error=EOPNOTSUPP)
    yield from _for_calls(["socket", "socketpair"], local)
    yield from _for_calls(["clone"], _only_if((0, _CLONE_NEW, 0)))
    # Shared memory without a file stays when no process has it mapped in any longer, and nobody counts it.
    kind = _MAP_TYPE | _MAP_ANONYMOUS
    shared = [(3, kind, share | _MAP_ANONYMOUS) for share in (_MAP_SHARED, _MAP_SHARED_VALIDATE)]
    yield from _for_calls(["mmap"], _not_if(*shared))
    # Its end with the guard's is not for itself to decide.
    yield from _for_calls(["prctl"], _not_if((0, _ALL_BITS, _PR_SET_PDEATHSIG), error=0))
    controls = [_TIOCSTI, _TIOCLINUX]
    if mode == "landlock":
        controls += [_FIOSETOWN, _SIOCSPGRP, _FS_IOC_SETFLAGS, _FS_IOC_FSSETXATTR]
        yield from _for_calls(_PRETENDED, _answer(0))
        yield from _for_calls(["prlimit64"], _only_if((0, _ALL_BITS, 0)))
        commands = [_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_SETLEASE, _F_NOTIFY]
        yield from _for_calls(["fcntl"], _not_if(*((1, _ALL_BITS, command) for command in commands)))
        if not signals_are_scoped:  # then only to itself
            calls = ["kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"]
            yield from _for_calls(calls, _only_if((0, _ALL_BITS, os.getpid())))
            yield from _for_calls(["tkill", "pidfd_send_signal"], _answer(EPERM))
    yield from _for_calls(["ioctl"], _not_if(*((1, _ALL_BITS, control) for control in controls)))
    yield _instruction(_RETURN, _ALLOW)


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _answer(error: int) -> list[bytes]:
    return [_instruction(_RETURN, _ERRNO | error)]


def _only_if(*conditions: tuple[int, int, int], error: int = EPERM) -> list[bytes]:
    """Allow the call if each (argument, mask, value) holds."""
    body = []
    for left, (argument, mask, value) in zip(range(len(conditions) - 1, -1, -1), conditions, strict=True):
        body += _masked(argument, mask)
        body.append(_instruction(_IF_EQUAL, value, 0, 3 * left + 1))
    return [*body, _instruction(_RETURN, _ALLOW), _instruction(_RETURN, _ERRNO | error)]


def _not_if(*conditions: tuple[int, int, int], error: int = EPERM) -> list[bytes]:
    """Allow the call unless one of the (argument, mask, value) holds."""
    body = []
    for argument, mask, value in conditions:
        body += _masked(argument, mask)
        body.append(_instruction(_IF_EQUAL, value, 0, 1))
        body.append(_instruction(_RETURN, _ERRNO | error))
    return [*body, _instruction(_RETURN, _ALLOW)]


def _masked(argument: int, mask: int) -> list[bytes]:
    # The lower half of the register: these arguments are ints. Little-endian on both architectures.
    return [_instruction(_LOAD, _FIRST_ARGUMENT + 8 * argument), _instruction(_AND, mask)]


def _for_calls(names: Iterable[str], body: list[bytes]) -> Iterable[bytes]:
    """``body``, which returns in any case, for those calls; A holds the number before and after."""
    for name in names:
        if (call := number(name)) is not None:
            yield _instruction(_IF_EQUAL, call, 0, len(body))
            yield from body
