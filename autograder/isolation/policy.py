"""What isolated code may use: its folder, its limits, its environment."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

MODES = ("namespaces", "landlock")
#: What a policy's folder has in it, see :class:`Policy`.
FOLDERS = ("work", "home", "tmp", "s")

#: Of the grader's variables, those that isolated code gets, too: how TensorFlow and NumPy compute.
PASSED_ON = (
    "CUDA_VISIBLE_DEVICES",
    "KERAS_BACKEND",
    "MKL_NUM_THREADS",
    "MPLBACKEND",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHASHSEED",
    "PYTHONPATH",
    "TF_CPP_MIN_LOG_LEVEL",
    "TF_DETERMINISTIC_OPS",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_NUM_INTEROP_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_USE_LEGACY_KERAS",
    "TZ",
)


class NoIsolation(Exception):
    """Why code cannot be isolated, in a sentence."""


@dataclass(frozen=True)
class Policy:
    """What one isolated kernel may use. Plain data: ``Policy(**json.loads(json.dumps(asdict(policy))))`` equals it.

    Args:
        folder: an absolute path, a folder of the grader's user alone (mode 0700) with the folders
            ``work`` (the copy of the submission, and the working directory), ``home``, ``tmp`` and ``s``
            (the kernel's sockets and its connection file). Has the same path inside.
        mode: one of ``MODES``.
        readable: further paths that may be read. Python's installation and the system's libraries always may.
        memory: bytes that all its processes may use, without what they share with the process they were forked from.
        processes: processes and threads at a time, besides those that TensorFlow starts for each CPU core.
        sessions: sessions of processes at a time; a terminal, as of a ``!command``, is one. Linux deals out the time
            of a core to sessions, where it can (autogroup, sched(7)).
        cpu_seconds: seconds of computation, of all processes.
        wall_seconds: seconds from start to end.
        file_size: bytes in one file.
        disk: bytes in all files that it writes.
    """

    folder: str
    mode: str
    readable: tuple[str, ...] = ()
    memory: int = 3 * 2**30
    processes: int = 256
    sessions: int = 8
    cpu_seconds: float = 600
    wall_seconds: float = 900
    file_size: int = 64 * 2**20
    disk: int = 256 * 2**20

    def __post_init__(self) -> None:
        object.__setattr__(self, "readable", tuple(self.readable))  # a list, if it comes from JSON
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {self.mode!r}")
        # As the kernel sees it: a mount and a rule of Landlock hold for one place, not for its other names.
        if os.path.realpath(self.folder) != self.folder:
            raise ValueError(f"folder must be absolute and without symbolic links, not {self.folder!r}")
        if relative := [path for path in self.readable if not os.path.isabs(path)]:
            raise ValueError(f"readable paths must be absolute, not {', '.join(relative)}")

    @property
    def work(self) -> str:
        return f"{self.folder}/work"

    @property
    def sockets(self) -> str:
        return f"{self.folder}/s"

    @property
    def shared_memory(self) -> str:
        """What /dev/shm is, in the mode of namespaces."""
        return f"{self.folder}/shm"

    @property
    def site(self) -> str:
        """A folder for ``sys.path``, see :mod:`autograder.isolation.entry`."""
        return f"{self.folder}/site"

    @property
    def writable(self) -> tuple[str, ...]:
        return self.work, f"{self.folder}/home", f"{self.folder}/tmp"

    @property
    def tasks(self) -> int:
        """Processes and threads at a time. TensorFlow has several pools of a thread per core."""
        return self.processes + 8 * (os.cpu_count() or 1)


def command(policy: Policy, argv: Sequence[str]) -> list[str]:
    """The command that runs the command ``argv`` isolated, in the environment of :func:`environment`."""
    return [sys.executable, "-P", PROGRAM, json.dumps(asdict(policy)), *argv]


def environment(policy: Policy) -> dict[str, str]:
    """The whole environment of isolated code: nothing of the grader's but ``PASSED_ON``."""
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed | {
        "PATH": f"{os.path.dirname(sys.executable)}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": f"{policy.folder}/home",
        "TMPDIR": f"{policy.folder}/tmp",
        "USER": "student",
        "LOGNAME": "student",
    }


#: Programs and libraries, and the few settings that libraries read. Nothing of a user.
_SYSTEM = (
    *("/bin", "/sbin", "/lib", "/lib32", "/lib64"),
    *(f"/usr/{name}" for name in ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "share")),
    *(f"/etc/{name}" for name in ("alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime")),
    "/nix/store",
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
)

#: Folders that hold more than an installation of Python.
_SHARED_PREFIXES = ("/usr", "/usr/local")

#: The folder of the package ``autograder``; and what runs a command isolated.
PACKAGE = str(Path(__file__).resolve().parent.parent)
PROGRAM = str(Path(__file__).resolve().parent / "__main__.py")


def readable(policy: Policy) -> list[str]:
    """All that may be read and exists: the system, this Python, this package, and ``policy.readable``.

    Raises NoIsolation if a path of ``policy.readable`` does not exist.
    """
    if missing := [path for path in policy.readable if not os.path.exists(path)]:
        raise NoIsolation(f"to be readable, {', '.join(missing)} must exist")
    paths = [*_SYSTEM, *_installation(), PACKAGE, *policy.readable]
    return sorted({os.path.normpath(path) for path in paths if os.path.exists(path)})


def _installation() -> list[str]:
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    found = [path for path in sys.path if is_installed(path)]
    for prefix in prefixes:
        found += [f"{prefix}/bin", f"{prefix}/lib"] if prefix in _SHARED_PREFIXES else [prefix]
    return found


def is_installed(path: str) -> bool:
    """Whether a folder of ``sys.path`` is for installed packages. Another may hold anything, solutions too."""
    return os.path.isabs(path) and os.path.basename(path) in ("site-packages", "dist-packages")
