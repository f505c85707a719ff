"""Which files isolated code may touch: an allow-list of places that the kernel enforces (Landlock, Linux)."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Mapping

from autograder.isolation.policy import NoIsolation
from autograder.isolation.syscalls import syscall

#: The first version that rules truncation, too: Linux 6.2. Version 6 scopes signals: Linux 6.12.
REQUIRED, SCOPED = 3, 6

_CREATE_RULESET_VERSION, _RULE_PATH_BENEATH = 1, 1

#: Of <linux/landlock.h>, LANDLOCK_ACCESS_FS_*.
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_CHAR, _MAKE_DIR, _MAKE_REG, _MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK, _MAKE_SYM = (1 << bit for bit in range(6, 13))
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ALL_TCP, _ALL_SCOPES = 0b11, 0b11
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

READ = _READ_FILE | _READ_DIR | _EXECUTE
WRITE = READ | _WRITE_FILE | _TRUNCATE | _REFER | _REMOVE_DIR | _REMOVE_FILE
WRITE |= _MAKE_DIR | _MAKE_REG | _MAKE_SOCK | _MAKE_FIFO | _MAKE_SYM
#: In the folder of sockets: no file, so no disk.
SOCKETS = _READ_FILE | _READ_DIR | _MAKE_SOCK | _REMOVE_FILE
DEVICE = _READ_FILE | _WRITE_FILE | _READ_DIR
TERMINAL = DEVICE | _IOCTL_DEV


def version() -> int:
    """Landlock's version of its interface; 0 where the kernel lacks it, or has it switched off."""
    try:
        return syscall("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def restrict(rules: Mapping[str, int]) -> None:
    """From now on, this process and what it starts touch no other files; needs ``no_new_privs``.

    Raises NoIsolation or OSError.

    Args:
        rules: what is allowed at and below a path that exists. TCP, and from version 6 signals
            and abstract sockets of other processes, are refused altogether.
    """
    supported = version()
    if supported < REQUIRED:
        raise NoIsolation(f"Landlock of Linux 6.2 or later is needed, and this kernel has version {supported} of it")
    handled = (_IOCTL_DEV << 1) - 1 if supported >= 5 else (_TRUNCATE << 1) - 1
    size = 24 if supported >= SCOPED else 16 if supported >= 4 else 8
    attributes = ctypes.create_string_buffer(struct.pack("QQQ", handled, _ALL_TCP, _ALL_SCOPES), 24)
    ruleset = syscall("landlock_create_ruleset", attributes, size, 0)
    try:
        for path, access in rules.items():
            _allow(ruleset, path, access & handled)
        syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, access: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            access &= _OF_FILES
        beneath = ctypes.create_string_buffer(struct.pack("=Qi", access, place), 12)
        syscall("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, beneath, 0)
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror}, for {path}") from error
    finally:
        os.close(place)
