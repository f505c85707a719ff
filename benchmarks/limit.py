"""The least that a submission can cost: its code cells and its checks, in a process forked after the imports.

    python benchmarks/limit.py NOTEBOOK...

There is no kernel, no isolation, no gradebook and no feedback; the checks ask the student's objects in the same
process. What is displayed is formatted, and figures are drawn, as a notebook would show them. Prints a line of JSON
for each notebook: CPU-seconds, and the points by exercise, which must be those that the grader finds.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import linecache
import os
import sys
import time
import types
from pathlib import Path

import nbformat
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.kernels.zygote import import_and_warm


def run(path: str) -> dict:
    """Fork, and run the notebook in the child; what came of it, and what it cost."""
    start = time.monotonic()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            with os.fdopen(writer, "w") as report:
                json.dump(_points(Path(path)), report)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as report:
        text = report.read()
    _, status, used = os.wait4(pid, 0)
    if status or not text:
        raise RuntimeError(f"the process that ran {path} ended with status {status}")
    wall = time.monotonic() - start
    return {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "points": json.loads(text)}


def _points(path: Path) -> dict[str, float]:
    from autograder.notebook import session

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    module = sys.modules["__main__"] = types.ModuleType("__main__")  # where the checks look for the student's names
    notebook = nbformat.read(path, as_version=4)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            name = f"<cell {index}>"
            # tf.function reads the source of what it compiles.
            linecache.cache[name] = (len(cell.source), None, cell.source.splitlines(keepends=True), name)
            with contextlib.suppress(Exception):  # a cell that fails is followed by the next, as in grading
                exec(compile(cell.source, name, "exec"), vars(module))
            _draw()
            session.restart()
    return {exercise: verdict.earned for exercise, verdict in session.verdicts.items()}


def _draw() -> None:
    import matplotlib.pyplot as plt

    for number in plt.get_fignums():
        plt.figure(number).savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")


def display_as_notebooks_do() -> None:
    """What is displayed takes all the forms that a front end could show, and goes nowhere."""
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.instance(config=config, display_pub_class=CapturingDisplayPublisher)


if __name__ == "__main__":
    import_and_warm()
    display_as_notebooks_do()
    gc.collect()
    gc.freeze()
    for argument in sys.argv[1:]:
        print(json.dumps(run(argument)), flush=True)
