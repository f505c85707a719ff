"""What the checks ask for outputs and gradients: a graph in the clean process, or the student's own.

With an evaluator beside the channel, a callable is exported first, and outputs come from its
graph; the student's process never sees the values that the variables are given. Where there is
no evaluator (the student's own notebook) or no graph (the call assigns a variable, leaves
TensorFlow, takes a list…), the student's process answers, and the finding says so.

Whoever makes up numbers can also say that there is no graph. So numbers that only the student's
process vouches for, where it could have been otherwise, earn nothing before a person has looked.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from autograder.evaluation.evaluator import Loaded, NotEvaluated
from autograder.student import Failure, Handle, Unanswered, arguments, ask
from autograder.verdict import Finding, Outcome

_WITHHELD = (
    "it passes, but only your own process could compute it ({}); it earns points when your instructor has looked at it"
)


class Computation:
    """``handle(*on)`` as a function of its variables.

    Args:
        rng: of the run. The values with which the student's process is asked for the graph are
            drawn beside it, so that later draws are the same with an evaluator and without.
        on: the input, or a tuple of inputs.

    Attributes:
        handle, args: of the callable and its arguments, for further questions to the process.
        unexported: why the graph does not give all numbers, or None where it does, or no evaluator.
    """

    def __init__(self, rng: np.random.Generator, handle: Handle, on: Any):
        self.handle = handle
        self.args = arguments(on)
        self._evaluator = getattr(handle._channel, "evaluator", None)
        self._graph: Loaded | None = None
        self.unexported: str | None = None
        self._denied = False
        inputs = on if isinstance(on, tuple) else (on,)
        if self._evaluator is None:
            return
        if not all(isinstance(value, np.ndarray | np.generic | bool | int | float | str | None) for value in inputs):
            self.unexported = "its arguments are not all arrays or numbers"  # the check's doing
            return
        try:
            self._graph = self._exported(rng.spawn(1)[0], inputs)
        except NotEvaluated as error:
            self._deny(error)

    @property
    def evaluated(self) -> str | None:
        """Where the numbers come from: ``graph``, ``process``, or None where there is no choice."""
        if self._evaluator is None:
            return None
        return "process" if self.unexported else "graph"

    def forward(self, settings: list[dict]) -> list:
        """Outputs, one for each setting of the variables (path to value)."""
        if self._graph is not None:
            try:
                outputs = self._graph.forward(settings)
            except NotEvaluated as error:
                self._deny(error)
            else:
                if not isinstance(outputs, list) or len(outputs) != len(settings):
                    raise Unanswered(Failure("protocol", "one output for each setting was asked for"))
                return outputs
        return ask(self.handle, "forward", args=self.args, settings=settings)

    def gradients(self, setting: dict, cotangent: np.ndarray) -> list[dict]:
        """Gradient of ``sum(cotangent * output)`` for each variable, of each tape that there is.

        The first is that of the student's process, in which a call can hide something from its
        tape; the second, where there is a graph, that of the graph.
        """
        found = [ask(self.handle, "gradients", args=self.args, setting=setting, cotangent=cotangent)]
        of_graph = self.graph_gradients(setting, cotangent)
        return found if of_graph is None else [*found, of_graph]

    def graph_gradients(self, setting: dict, cotangent: np.ndarray) -> dict | None:
        """The graph's gradients alone; None where there is no graph, or they are not computed."""
        if self._graph is None:
            return None
        try:
            return self._graph.gradients(setting, cotangent)
        except NotEvaluated as error:
            # Those of the student's process have to fit the slopes of the graph's outputs all the same.
            self.unexported = str(error)
            return None

    @property
    def reads_no_variable(self) -> bool:
        """Whether there is a graph, and no variable in it."""
        return self._graph is not None and not self._graph.reads_variables

    def noted(self, finding: Finding) -> Finding:
        """``finding`` with a note of where its numbers come from; not passed, if they could be made up."""
        finding = dataclasses.replace(finding, evaluated=self.evaluated, unexported=self.unexported)
        if self._denied and finding.outcome is Outcome.PASSED:
            message = _WITHHELD.format(self.unexported)
            return dataclasses.replace(finding, outcome=Outcome.WRONG, message=message, withheld=True)
        return finding

    def _exported(self, rng: np.random.Generator, inputs: tuple) -> Loaded:
        # In another order the numbers are still ones that the callable takes, indices for example.
        probe = [
            rng.permuted(value.ravel()).reshape(value.shape) if isinstance(value, np.ndarray) else value
            for value in inputs
        ]
        try:
            answer = ask(self.handle, "export", args=probe)
        except Unanswered as error:
            if error.failure.kind != "broken":
                raise
            answer = {"reason": error.failure.message}
        if "reason" in answer:
            raise NotEvaluated(answer["reason"][:200])
        values = [value for value in inputs if isinstance(value, np.ndarray | np.generic)]
        if len(answer["inputs"]) != len(values):
            raise Unanswered(Failure("protocol", "the graph has other inputs than arguments"))
        named = [{"name": name, "value": value} for name, value in zip(answer["inputs"], values, strict=True)]
        return self._evaluator.load({key: answer[key] for key in _PARTS} | {"inputs": named})

    def _deny(self, error: NotEvaluated) -> None:
        self._graph, self._denied, self.unexported = None, True, str(error)


_PARTS = ("graph", "constants", "variables", "outputs", "structure")
