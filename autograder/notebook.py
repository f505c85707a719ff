"""The session of the student's own notebook: objects in this process, verdicts on display."""

from __future__ import annotations

import os
import sys

from IPython import get_ipython
from IPython.display import display

from autograder.session import Session
from autograder.student import InProcess
from autograder.verdict import MIME_TYPE, Outcome, Verdict


class ExerciseNotPassed(Exception):
    """Raised only under ``nbgrader validate``, which prints a cell's error and nothing else."""

    def __init__(self, verdict: Verdict):
        super().__init__(verdict.text())
        self._verdict = verdict

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback: the verdict."""
        return self._verdict.text().splitlines()


def show(verdict: Verdict) -> None:
    """Display ``verdict`` below the cell, rich or as text, whichever the front end prefers."""
    display(
        {MIME_TYPE: verdict.as_dict(), "text/html": verdict.html(), "text/plain": verdict.text()},
        raw=True,
    )
    validating = os.environ.get("NBGRADER_EXECUTION") == "validate"
    if validating and verdict.outcome is not Outcome.PASSED:
        raise ExerciseNotPassed(verdict)


def _import_quietly() -> None:
    """Import TensorFlow without its start-up lines on stderr, the first thing a reader would see.

    They report a missing GPU and CPU features before any log level applies. What fails still
    raises.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        import tensorflow  # noqa: F401
    finally:
        os.dup2(kept, 2)
        os.close(kept)


session = Session(InProcess(), show=show if get_ipython() else None)

if get_ipython():
    _import_quietly()
    # A cell that was interrupted half-way leaves findings behind; they are not the next one's.
    get_ipython().events.register("pre_run_cell", lambda *_: session.restart())
