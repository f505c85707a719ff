"""A file system with nothing in it but what isolated code may see.

Made in a mount namespace of its own: a new root in memory, the readable paths bound into it read-only,
each at its own place, and a working directory, home and temporary folders in memory, of limited size.
"""

from __future__ import annotations

import os
import shutil
import struct
from ctypes import create_string_buffer

from autograder.isolation.policy import Policy, readable
from autograder.isolation.syscalls import syscall

#: Of <linux/mount.h>.
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REC, _PRIVATE = 1, 2, 4, 8, 16384, 1 << 18
_OPEN_TREE_CLONE = 1
_AT_FDCWD, _AT_EMPTY_PATH, _AT_RECURSIVE = -100, 0x1000, 0x8000
_MOVE_MOUNT_F_EMPTY_PATH, _MNT_DETACH = 4, 2

_DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")
#: Bytes that can be written into each of the two places in memory beyond the limit, which the guard watches.
_GRACE = 32 * 2**20
_FILES = 65536

#: Both are in memory, and both count as disk.
TEMPORARY = "/tmp"


def enter_new_root(policy: Policy, uid: int, gid: int) -> None:
    """Make the new root and be in it, in the working directory. Raises OSError.

    For a process that may mount, with a mount namespace and a process id namespace of its own.

    Args:
        uid: whom the writable folders shall belong to, gid likewise.
    """
    syscall("mount", None, b"/", None, _REC | _PRIVATE, None)
    place = f"{policy.folder}/home"  # a folder that is otherwise not used on the host
    _mount_memory(place, "size=1m,mode=755")
    os.chdir(place)
    os.mkdir("./dev")
    _make_writable_folders(policy, uid, gid)
    for path in readable(policy):
        _show(path)
    _make_devices()
    _make_accounts(uid, gid)
    os.mkdir("./proc")
    syscall("mount", b"proc", b"./proc", b"proc", _NOSUID | _NODEV | _NOEXEC | _RDONLY, None)
    _copy(policy.work, "." + policy.work, uid, gid)
    _bind(policy.sockets, _NOSUID | _NODEV | _NOEXEC)
    syscall("pivot_root", b".", b".")
    syscall("umount2", b".", _MNT_DETACH)
    _set_attributes(_AT_FDCWD, b"/", 0, _RDONLY | _NOSUID | _NODEV)
    os.chdir(policy.work)


def _mount_memory(target: str, options: str) -> None:
    syscall("mount", b"tmpfs", os.fsencode(target), b"tmpfs", _NOSUID | _NODEV, options.encode())


def _show(path: str) -> None:
    """Let ``path`` and where its symbolic links lead be read in the new root, which is the working directory."""
    real = _follow(path)
    if os.path.lexists("." + real) and os.path.samefile("." + real, real):
        return  # lies in a folder that is shown already
    _bind(real, _RDONLY | _NOSUID | _NODEV)


def _follow(path: str) -> str:
    """The path without symbolic links. The links are made in the new root as well."""
    done, rest = "/", path.split("/")
    while rest:
        part = rest.pop(0)
        if part == "..":
            done = os.path.dirname(done)
        elif part not in ("", "."):
            here = os.path.join(done, part)
            if not os.path.islink(here):
                done = here
                continue
            target = os.readlink(here)
            if not os.path.lexists("." + here):
                os.makedirs("." + done, exist_ok=True)
                os.symlink(target, "." + here)
            done = "/" if target.startswith("/") else done
            rest = target.split("/") + rest
    return done


def _bind(path: str, attributes: int) -> None:
    """Show ``path``, which is no symbolic link, at the same place in the new root."""
    target = "." + path
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644))
    flags = _OPEN_TREE_CLONE | os.O_CLOEXEC | _AT_RECURSIVE
    tree = syscall("open_tree", _AT_FDCWD, os.fsencode(path), flags)
    try:
        _set_attributes(tree, b"", _AT_EMPTY_PATH | _AT_RECURSIVE, attributes)
        syscall("move_mount", tree, b"", _AT_FDCWD, os.fsencode(target), _MOVE_MOUNT_F_EMPTY_PATH)
    finally:
        os.close(tree)


def _set_attributes(place: int, path: bytes, flags: int, attributes: int) -> None:
    """Add those to the attributes of a mount. (MOUNT_ATTR_* have the numbers of MS_* here.)"""
    wanted = create_string_buffer(struct.pack("QQQQ", attributes, 0, 0, 0), 32)
    syscall("mount_setattr", place, path, flags, wanted, 32)


def _make_devices() -> None:
    for path in _DEVICES:
        _bind(path, _NOSUID | _NOEXEC)
    for name, target in {"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"}.items():
        os.symlink(f"/proc/self/fd{target}", f"./dev/{name}")
    # A terminal of their own is what IPython's ! runs commands in.
    os.mkdir("./dev/pts")
    options = b"newinstance,ptmxmode=666,mode=600"
    syscall("mount", b"devpts", b"./dev/pts", b"devpts", _NOSUID | _NOEXEC, options)
    os.symlink("pts/ptmx", "./dev/ptmx")


def _make_accounts(uid: int, gid: int) -> None:
    """An account for this user, and no word of the others that the machine has."""
    for name, line in {"passwd": f"student:x:{uid}:{gid}::/tmp:/bin/sh\n", "group": f"student:x:{gid}:\n"}.items():
        with open(f"./etc/{name}", "x", encoding="utf-8") as file:
            file.write(line)
        os.chmod(f"./etc/{name}", 0o644)


def _make_writable_folders(policy: Policy, uid: int, gid: int) -> None:
    limits = f"size={policy.disk + _GRACE},nr_inodes={_FILES}"
    os.makedirs("." + TEMPORARY, exist_ok=True)
    _mount_memory("." + TEMPORARY, f"{limits},mode=1777")
    place = policy.folder
    if place.startswith(f"{TEMPORARY}/"):
        # Landlock would allow in it what it allows in the temporary folder. So it is a link there, relative
        # for the guard, which follows it from outside.
        place = f"/run{place}"
        os.makedirs("." + os.path.dirname(policy.folder), exist_ok=True)
        os.symlink(os.path.relpath(place, os.path.dirname(policy.folder)), "." + policy.folder)
    os.makedirs("." + place)
    _mount_memory("." + place, f"{limits},mode=755")
    os.symlink(policy.shared_memory, "./dev/shm")
    for path in (*policy.writable, policy.shared_memory):
        os.mkdir("." + path, 0o700)
        os.chown("." + path, uid, gid)


def _copy(source: str, target: str, uid: int, gid: int) -> None:
    """Copy the folders and files of a submission. Whatever else is in it, symbolic links first of all, is left out."""
    with os.scandir(source) as entries:
        for entry in entries:
            copy = f"{target}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                os.mkdir(copy, 0o700)
                _copy(entry.path, copy, uid, gid)
            elif entry.is_file(follow_symlinks=False):
                shutil.copyfile(entry.path, copy, follow_symlinks=False)
            else:
                continue
            os.chown(copy, uid, gid)
