"""What a notebook of the course imports.

``student``, ``check`` and ``inputs`` are what test cells work with; ``hint`` and ``solution``
help with an exercise; ``compare`` sets a prediction beside what happened; ``show_boxes`` draws
names and variables; ``plots`` holds the figures, ``explore`` those with sliders.
"""

from __future__ import annotations

import importlib
import os
import sys

# Before TensorFlow is imported: its C++ runtime reports missing GPUs and CPU features as
# errors on stderr, and nbgrader's stock executor gives 0 points to a cell with anything there.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if "NBGRADER_EXECUTION" in os.environ and type(sys.stderr).__module__ == "ipykernel.iostream":
    # The same rule would cost a right solution its points for any warning that it logs.
    # Under nbgrader, what the kernel sends as stderr is sent as stdout.
    sys.stderr.name = "stdout"

from autograder.drawing import show_boxes
from autograder.guidance import hint, solution
from autograder.notebook import session as _session
from autograder.prediction import attempt, compare

check = _session.check
inputs = _session.inputs
student = _session.student

__all__ = ["attempt", "check", "compare", "explore", "hint", "inputs", "plots", "show_boxes", "solution", "student"]


def __getattr__(name: str):
    if name in ("explore", "plots"):  # matplotlib and TensorFlow, only for a notebook that draws
        return importlib.import_module(f"autograder.{name}")
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")
