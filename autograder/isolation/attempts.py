"""Attempts to break out of the isolation. Each succeeds in a process that is not isolated."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from autograder.isolation.syscalls import syscall


@dataclass(frozen=True)
class Target:
    """What is outside.

    Args:
        secret: a file that nobody inside may read, in a folder that nobody inside may list or change.
        process: the id of a process.
        variable: the name of a variable in that process's environment, and in the initial one of this process.
        tcp: the number of a port on which somebody listens; ``udp`` likewise.
        listener: the path of a socket that somebody listens on; ``abstract`` its name without a file.
    """

    secret: str
    process: int
    variable: str
    tcp: int
    udp: int
    listener: str
    abstract: str


def read_file(target: Target) -> None:
    with open(target.secret, encoding="utf-8") as file:
        file.read()


def list_folder(target: Target) -> None:
    os.listdir(os.path.dirname(target.secret))


def make_file(target: Target) -> None:
    path = f"{os.path.dirname(target.secret)}/made-inside"
    with open(path, "x", encoding="utf-8"):
        os.unlink(path)


def change_mode(target: Target) -> None:
    mode = os.stat(target.secret).st_mode
    os.chmod(target.secret, mode ^ 0o100)
    if os.stat(target.secret).st_mode == mode:
        raise PermissionError("it was said to be done, and was not")


def watch_folder(target: Target) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    watcher = libc.inotify_init()
    _check(libc.inotify_add_watch(watcher, os.path.dirname(target.secret).encode(), 0x100))


def read_environment_of_process(target: Target) -> None:
    with open(f"/proc/{target.process}/environ", "rb") as environment:
        _find(target.variable, environment.read())


def list_processes(target: Target) -> None:
    if str(target.process) not in os.listdir("/proc"):
        raise FileNotFoundError("it is not among the processes")


def read_initial_environment(target: Target) -> None:
    with open("/proc/self/environ", "rb") as environment:
        _find(target.variable, environment.read())


def signal_process(target: Target) -> None:
    os.kill(target.process, 0)


def trace_process(target: Target) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    # PTRACE_SEIZE, until the child ends.
    _in_child(lambda: _check(libc.ptrace(ctypes.c_long(0x4206), ctypes.c_long(target.process), None, None)))


def limit_process(target: Target) -> None:
    import resource

    limits = resource.prlimit(target.process, resource.RLIMIT_CORE)
    resource.prlimit(target.process, resource.RLIMIT_CORE, limits)


def connect_by_tcp(target: Target) -> None:
    with socket.socket(socket.AF_INET) as sender:
        sender.connect(("127.0.0.1", target.tcp))


def send_by_udp(target: Target) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"out", ("127.0.0.1", target.udp))


def connect_to_path(target: Target) -> None:
    with socket.socket(socket.AF_UNIX) as sender:
        sender.connect(target.listener)


def connect_to_abstract_name(target: Target) -> None:
    with socket.socket(socket.AF_UNIX) as sender:
        sender.connect(f"\0{target.abstract}")


def make_user_namespace(_: Target) -> None:
    _in_child(lambda: syscall("unshare", 0x10000000))  # CLONE_NEWUSER


def hide_memory(_: Target) -> None:
    os.memfd_create("hidden")


def handle_page_faults(_: Target) -> None:
    syscall("userfaultfd", 1)


def use_io_uring(_: Target) -> None:
    os.close(syscall("io_uring_setup", 1, ctypes.create_string_buffer(120)))


def _check(result: int) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _in_child(act: Callable[[], object]) -> None:
    """To leave this process as it is. Raises what ``act`` raises."""
    child = os.fork()
    if child == 0:
        code = 255
        try:
            act()
            code = 0
        except OSError as error:
            code = error.errno
        finally:
            os._exit(code)
    if code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise OSError(code, os.strerror(code))


def _find(name: str, environment: bytes) -> None:
    if f"{name}=".encode() not in environment:
        raise LookupError("it is not there")


ATTEMPTS: dict[str, Callable[[Target], None]] = {
    "read a file outside": read_file,
    "list a folder outside": list_folder,
    "make a file outside": make_file,
    "change the mode of a file outside": change_mode,
    "watch a folder outside": watch_folder,
    "read the environment of a process outside": read_environment_of_process,
    "read the environment that the grader was started with": read_initial_environment,
    "list the processes outside": list_processes,
    "signal a process outside": signal_process,
    "trace a process outside": trace_process,
    "limit a process outside": limit_process,
    "connect by TCP": connect_by_tcp,
    "send by UDP": send_by_udp,
    "connect to a socket's path": connect_to_path,
    "connect to a socket's abstract name": connect_to_abstract_name,
    "make a user namespace": make_user_namespace,
    "have memory in no process": hide_memory,
    "handle page faults": handle_page_faults,
    "use io_uring": use_io_uring,
}


def write_and_read(_: Target) -> None:
    for folder in (".", os.environ.get("HOME", "."), os.environ.get("TMPDIR", ".")):
        with open(f"{folder}/made", "w+", encoding="utf-8") as file:
            file.write("made")


def run_python(_: Target) -> None:
    subprocess.run([sys.executable, "-c", "import ctypes, json, socket"], check=True, timeout=60)


def listen(_: Target) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("../s/k")
        listener.listen()
        os.unlink("../s/k")


#: What must work.
NEEDS: dict[str, Callable[[Target], None]] = {
    "write into its own folders": write_and_read,
    "run Python": run_python,
    "listen on a socket": listen,
}


def attempt(act: Callable[[Target], None], target: Target) -> str | None:
    """Why it failed, or None if it did not."""
    try:
        act(target)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None
