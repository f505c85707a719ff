"""What a fork of the zygote does: it becomes the kernel that was asked for, or the evaluator."""

from __future__ import annotations

import atexit
import ctypes
import importlib.util
import logging
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass
from typing import Any, NoReturn

from autograder.isolation import Policy, enter

#: Of prctl(2): the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


@dataclass
class Request:
    """A kernel that is asked for.

    Args:
        argv: the arguments of ipykernel_launcher, the connection file among them.
        env: the whole environment.
        cwd: the working directory, absolute.
        policy: of the isolation that the kernel enters before any code of its own runs, as the plain
            data of a :class:`autograder.isolation.Policy`; or None. Without it there is no kernel.
        evaluator: become the process that computes exported graphs (:mod:`autograder.evaluation`), no kernel.
        stdio: the descriptors of stdin, stdout and stderr.
        zygote: the parent's process id.
    """

    argv: list[str]
    env: dict[str, str]
    cwd: str
    policy: dict[str, Any] | None = None
    evaluator: bool = False
    stdio: tuple[int, ...] = ()
    zygote: int = 0


def become_kernel(request: Request) -> NoReturn:
    """Turn this process, just forked, into a kernel; ends with the kernel, as a cold one would."""
    code = 1
    try:
        _leave_the_zygote(request)
        if request.policy is not None:
            enter(Policy(**request.policy))
        _forget_this_package()
        if request.evaluator:
            _run_evaluator()
        else:
            _run_kernel(request)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        # Not by the interpreter's own end: it would visit, and so copy, all that was forked.
        atexit._run_exitfuncs()
        sys.__stdout__.flush()
        sys.__stderr__.flush()
        os._exit(code)


def _leave_the_zygote(request: Request) -> None:
    """Give up what was the zygote's: session, descriptors, environment, folder, random state."""
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != request.zygote:  # it ended before the line above
        os._exit(1)
    for target, descriptor in enumerate(request.stdio):
        os.dup2(descriptor, target)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.environ.clear()
    os.environ.update(request.env)
    time.tzset()
    tempfile.tempdir = None  # TMPDIR may be another
    os.chdir(request.cwd)
    _fresh_random_state()


def _fresh_random_state() -> None:
    import numpy as np

    random.seed()
    np.random.seed()


def _forget_this_package() -> None:
    """The package looks at its kernel when it is imported: the notebook's import has to be the first."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder"]:
        del sys.modules[name]


def _run_evaluator() -> None:
    from autograder.evaluation.__main__ import main

    main()


def _run_kernel(request: Request) -> None:
    import matplotlib
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [importlib.util.find_spec("ipykernel_launcher").origin, *request.argv]
    streams = sys.stdout, sys.stderr
    # In isolation the zygote is not to be seen; what becomes of the kernel when it ends is the guard's affair.
    app = IPKernelApp.instance(parent_handle=0 if request.policy else request.zygote)
    app.initialize(request.argv)
    # matplotlib read this variable when it was imported, before the kernel had chosen a backend.
    # Without it, no figure is ever shown.
    matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]
    _redirect_loggers(dict(zip(streams, (sys.stdout, sys.stderr), strict=True)))
    app.start()


def _redirect_loggers(streams: dict) -> None:
    """Handlers that were made in the zygote hold its streams; give them the kernel's."""
    from absl import logging as absl_logging

    handlers = [absl_logging.get_absl_handler().python_handler]
    for logger in logging.Logger.manager.loggerDict.values():
        handlers += getattr(logger, "handlers", [])
    for handler in handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream in streams:
            handler.setStream(streams[handler.stream])
