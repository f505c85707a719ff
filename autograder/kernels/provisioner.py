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
from traitlets import Bool, Dict

from autograder.isolation import Policy, command, environment
from autograder.kernels.importtime import read_at_import
from autograder.kernels.owner import NoWarmKernel, WarmProcess, fork_kernel

NAME = "autograder-warm"
#: What launch_kernel may be given; anything else is a wish that only a new process can grant.
_UNDERSTOOD = {"env", "cwd", "stdin", "stdout", "stderr", "independent", "extra_arguments", "kernel_id"}


class WarmProvisioner(LocalProvisioner):
    """Gets kernels from this process's zygote, and starts a cold one where it cannot."""

    policy = Dict(
        help="Of the isolation that every kernel enters before any code of its own runs, warm or cold: the plain "
        "data of an ``autograder.isolation.Policy``. Empty: no isolation."
    ).tag(config=True)
    cold = Bool(help="Start cold kernels, for notebooks to which it makes a difference.").tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        if self.policy:
            # Of the grader's environment only what TensorFlow and its like read when they are imported.
            kwargs["env"] = environment(Policy(**self.policy)) | read_at_import(kwargs.get("env") or os.environ)
        if self.cold:
            return await self._launch_cold(cmd, **kwargs)
        try:
            # In a thread, as the first kernel waits for the zygote's imports.
            self.process = await asyncio.to_thread(_launch, cmd, self.policy, **kwargs)
        except NoWarmKernel as reason:
            self.log.warning("No warm kernel, a cold one is started. %s", reason)
            return await self._launch_cold(cmd, **kwargs)
        self.pid = self.process.pid
        # The zygote reaps the kernel at once: LocalProvisioner's killpg might meet another group of
        # that number. The process itself signals its group, and only while it lives.
        self.pgid = None
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info

    async def _launch_cold(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        if self.policy:
            cmd = command(Policy(**self.policy), cmd)
        return await super().launch_kernel(cmd, **kwargs)

    async def kill(self, restart: bool = False) -> None:
        """As the base; an isolated kernel is ended by its guard, who knows all that runs with it."""
        if self.policy and self.process:
            self.process.terminate()
        else:
            await super().kill(restart)


def _launch(cmd: list[str], policy: dict[str, Any], **kwargs: Any) -> WarmProcess:
    if unknown := kwargs.keys() - _UNDERSTOOD:
        raise NoWarmKernel(f"it does not know the options {', '.join(sorted(unknown))}")
    if kwargs.get("independent"):
        raise NoWarmKernel("a warm kernel ends with the process that started it")
    request = {
        "argv": _launcher_arguments(cmd),
        # As jupyter_client's own launcher: who started the kernel.
        "env": {**(kwargs.get("env") or os.environ), "JPY_PARENT_PID": str(os.getpid())},
        "cwd": os.path.abspath(kwargs.get("cwd") or os.getcwd()),
        "policy": policy or None,
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
