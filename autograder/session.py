"""One run of the checks against one student's objects: handle, inputs, findings, verdicts."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import numpy as np

from autograder.checks import Checks
from autograder.evaluation.evaluator import Evaluator
from autograder.student import AsNumpy, Channel, Handle, Student, WithEvaluator, activation, create, dense, gather
from autograder.verdict import Score, Verdict


class Inputs:
    """Random inputs for the checks, drawn fresh from the run's recorded seed."""

    def __init__(self, rng: np.random.Generator, channel: Channel):
        self._rng = rng
        self._channel = channel

    def normal(self, *shape: int) -> np.ndarray:
        """Standard normal numbers, float32, of that shape."""
        return np.asarray(self._rng.standard_normal(shape), np.float32)

    def variable(self, value: np.ndarray, name: str = "v") -> Handle:
        """A fresh ``tf.Variable`` to hand to the student's function; ``name`` is for messages."""
        return create(self._channel, value, name)

    def list(self, handles: list[Handle], name: str | None = None) -> Handle:
        """A list of such variables, as an object that the student's function could change.

        ``name`` is for messages; without it, the list is spelled out.
        """
        return gather(self._channel, handles, name)

    def array(self, *shape: int) -> AsNumpy:
        """An argument that arrives as a NumPy array (float64) of standard normal numbers."""
        return AsNumpy(self._rng.standard_normal(shape))

    def dense(self, kernels: list[np.ndarray], biases: list[np.ndarray], name: str = "layers") -> Handle:
        """A list of Keras Dense layers without activation; kernels (n_in, n_out), biases (n_out,)."""
        return dense(self._channel, kernels, biases, name)

    def activation(self, name: str) -> Handle:
        """An activation to hand to the student's function, by Keras's name for it."""
        return activation(self._channel, name, "activation")

    def integer(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return int(self._rng.integers(low, high + 1))


class Session:
    """What a test cell works with: ``student``, ``check`` and ``inputs``.

    Args:
        channel: the way to the student's objects.
        seed: of the inputs; None draws a fresh one for every exercise.
        show: what to do with a finished verdict, or None.
        evaluator: computes outputs and gradients outside the student's process, or None.
    """

    def __init__(
        self,
        channel: Channel,
        seed: int | None = None,
        show: Callable[[Verdict], None] | None = None,
        evaluator: Evaluator | None = None,
    ):
        if evaluator is not None:
            channel = WithEvaluator(channel, evaluator)
        self._fixed_seed = seed
        self._show = show
        self.verdicts: dict[str, Verdict] = {}
        self.student = Student(channel)
        self.check = Checks(self._finish)
        self.inputs = Inputs(np.random.default_rng(), channel)
        self.restart()

    def restart(self) -> None:
        """A new exercise begins: no findings, new random numbers."""
        self.seed = secrets.randbits(32) if self._fixed_seed is None else self._fixed_seed
        rng = np.random.default_rng(self.seed)
        self.inputs._rng = rng
        self.check._restart(rng)

    def _finish(self, exercise: str, points: float) -> Score:
        verdict = Verdict(exercise, points, tuple(self.check._findings), self.seed)
        self.verdicts[exercise] = verdict
        self.restart()
        if self._show:
            self._show(verdict)
        return Score(verdict.earned, points)
