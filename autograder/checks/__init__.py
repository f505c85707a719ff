"""Questions with an answer: what test cells ask of the student's code.

NumPy in, verdict out. Nothing here knows TensorFlow: answers come from the observer, as plain
data, through a handle. A check records what it found and never raises for what the student
did; the last line of a test cell, ``check.score(exercise, points=...)``, is the score.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks import behaviour, figure, gradients, identity, initial_values, tracking, unit_variance, values
from autograder.checks.findings import unanswered
from autograder.student import Handle, Unanswered, spelled
from autograder.verdict import Finding, Outcome, Score

_UNANSWERED = (Outcome.NOT_ATTEMPTED, Outcome.BROKEN)
#: Questions about what an earlier call has left.
_AFTERWARDS = (values.value, initial_values.orthogonal, unit_variance.unit_variance)


#: Characters of a message. A submission can have names of any length in it, and as many as it likes.
MAX_CHARS = 2000


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_CHARS else f"{text[:MAX_CHARS]}…"


def _recorded(question: Callable[..., Finding]) -> Callable[..., None]:
    """``question`` as a method of :class:`Checks` that records its finding.

    ``weight`` is the finding's share of the points, relative to the other checks of the cell.
    """

    @functools.wraps(question)
    def method(self: Checks, handle: Handle, *args: Any, weight: float = 1.0, **kwargs: Any) -> None:
        try:
            finding = question(self._rng, handle, *args, **kwargs)
        except Unanswered as error:
            finding = unanswered(f"`{spelled(handle)}`", error.failure)
        if question in _AFTERWARDS and any(f.outcome in _UNANSWERED for f in self._findings):
            # After a stub or an exception a value is wrong for that reason: no diagnosis.
            finding = dataclasses.replace(finding, misconception=None)
        asked, message = _shortened(finding.asked), _shortened(finding.message)
        self._findings.append(dataclasses.replace(finding, asked=asked, message=message, weight=weight))

    return method


class Checks:
    """The checks of one session, recording into the exercise that is being asked.

    Args:
        finish: called by :meth:`score` with the exercise and its points.
    """

    def __init__(self, finish: Callable[[str, float], Score]):
        self._finish = finish
        self._findings: list[Finding] = []
        self._rng = np.random.default_rng()

    def _restart(self, rng: np.random.Generator) -> None:
        self._findings = []
        self._rng = rng

    def score(self, exercise: str, points: float) -> Score | None:
        """Ends the exercise: its verdict is shown and recorded, its points are returned (if any)."""
        score = self._finish(exercise, points)
        return score if points else None

    kind = _recorded(values.kind)
    value = _recorded(values.value)
    same_value = _recorded(values.same_value)
    other_value = _recorded(values.other_value)
    variable = _recorded(values.variable)
    runs = _recorded(values.runs)
    raises = _recorded(values.raises)
    variables = _recorded(tracking.variables)
    count = _recorded(tracking.count)
    same = _recorded(identity.same)
    distinct = _recorded(identity.distinct)
    reuse = _recorded(behaviour.reuse)
    compiles = _recorded(behaviour.compiles)
    trains = _recorded(behaviour.trains)
    output = _recorded(behaviour.output)
    gradients = _recorded(gradients.gradients)
    orthogonal = _recorded(initial_values.orthogonal)
    either_sign = _recorded(initial_values.either_sign)
    different_columns = _recorded(initial_values.different_columns)
    nonzeros = _recorded(initial_values.nonzeros)
    derived = _recorded(initial_values.derived)
    unit_variance = _recorded(unit_variance.unit_variance)
    initial_values = _recorded(initial_values.initial_values)
    figure = _recorded(figure.figure)
