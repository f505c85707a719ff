"""jupyter_client's way to a warm kernel: the provisioner ``autograder-warm``."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Unicode

from autograder.kernels.owner import NoWarmKernel, WarmProcess, fork_kernel

NAME = "autograder-warm"
#: What launch_kernel may be given; anything else is a wish that only a new process can grant.
_UNDERSTOOD = {"env", "cwd", "stdin", "stdout", "stderr", "independent", "extra_arguments", "kernel_id"}


class WarmProvisioner(LocalProvisioner):
    """Gets kernels from this process's zygote, and starts a cold one where it cannot."""

    before_start = Unicode(
        help="``package.module:function``, called in the kernel's process before any code of the kernel. "
        "A kernel that could only be started without it is not started."
    ).tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        try:
            # In a thread, as the first kernel waits for the zygote's imports.
            self.process = await asyncio.to_thread(_launch, cmd, self.before_start, **kwargs)
        except NoWarmKernel as reason:
            if self.before_start:
                raise
            self.log.warning("No warm kernel, a cold one is started. %s", reason)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.process.pid
        # The zygote reaps the kernel at once: LocalProvisioner's killpg might meet another group of
        # that number. The process itself signals its group, and only while it lives.
        self.pgid = None
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info


def _launch(cmd: list[str], before_start: str, **kwargs: Any) -> WarmProcess:
    if unknown := kwargs.keys() - _UNDERSTOOD:
        raise NoWarmKernel(f"it does not know the options {', '.join(sorted(unknown))}")
    if kwargs.get("independent"):
        raise NoWarmKernel("a warm kernel ends with the process that started it")
    request = {
        "argv": _launcher_arguments(cmd),
        # As jupyter_client's own launcher: who started the kernel.
        "env": {**(kwargs.get("env") or os.environ), "JPY_PARENT_PID": str(os.getpid())},
        "cwd": os.path.abspath(kwargs.get("cwd") or os.getcwd()),
        "before_start": before_start,
    }
    with ExitStack() as opened:
        stdin = _descriptor(opened, kwargs.get("stdin"), os.devnull, os.O_RDONLY)
        stdout = _descriptor(opened, kwargs.get("stdout"), 1, os.O_WRONLY)
        stderr = kwargs.get("stderr")
        stderr = stdout if stderr == subprocess.STDOUT else _descriptor(opened, stderr, 2, os.O_WRONLY)
        return fork_kernel(request, [stdin, stdout, stderr])


def _launcher_arguments(cmd: list[str]) -> list[str]:
    """What follows ``python -m ipykernel_launcher``, if that is the command and the Python is this one."""
    if cmd[1:3] != ["-m", "ipykernel_launcher"]:
        raise NoWarmKernel(f"its command is not 'python -m ipykernel_launcher': {' '.join(cmd)}")
    # Environments share the interpreter that python, python3 and python3.11 link to, not its folder.
    if _folder(cmd[0]) != _folder(sys.executable):
        raise NoWarmKernel(f"its Python is another one: {cmd[0]}")
    return cmd[3:]


def _folder(executable: str) -> str:
    return os.path.realpath(os.path.dirname(os.path.abspath(executable)))


def _descriptor(opened: ExitStack, wish: Any, default: int | str, mode: int) -> int:
    """A descriptor for one of Popen's stdin, stdout and stderr; what it opens, ``opened`` closes."""
    wish = default if wish is None else os.devnull if wish == subprocess.DEVNULL else wish
    if wish == subprocess.PIPE:
        raise NoWarmKernel("it is asked for pipes")
    if isinstance(wish, str):
        wish = os.open(wish, mode)
        opened.callback(os.close, wish)
    return wish if isinstance(wish, int) else wish.fileno()
