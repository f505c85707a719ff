"""Predictions: what the reader expected, beside what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

import numpy as np


class Comparison:
    """A table of predictions and facts; shows itself in Jupyter, reads as text elsewhere."""

    def __init__(self, rows: list[tuple[str, Any, Any]]):
        self.rows = rows

    @property
    def right(self) -> int:
        """How many predictions came true."""
        return sum(_agree(predicted, seen) for _, predicted, seen in self.rows)

    def __repr__(self) -> str:
        return "\n".join(
            f"{name}: you predicted {_text(predicted)}, it is {_text(seen)}  {_sign(predicted, seen)}"
            for name, predicted, seen in self.rows
        )

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr>{_cell(f'<code>{escape(name)}</code>')}{_cell(escape(_text(predicted)))}"
            f"{_cell(escape(_text(seen)))}{_cell(_sign(predicted, seen))}</tr>"
            for name, predicted, seen in self.rows
        )
        heads = "".join(_cell(f"<strong>{text}</strong>") for text in ("", "you predicted", "it is", ""))
        return f"<table><tr>{heads}</tr>{cells}</table>"


def compare(prediction: dict[str, Any], **seen: Any) -> Comparison:
    """Set each prediction beside the fact of the same name.

    Args:
        prediction: name to what the reader expects; ``...`` stands for no prediction.
        seen: the same names with what happened: numbers, text, tensors, variables.

    Raises:
        KeyError: a fact without a place for its prediction.
    """
    return Comparison([(name, _plain(prediction[name]), _plain(value)) for name, value in seen.items()])


def attempt(action: Callable[[], Any]) -> Any:
    """The result of ``action()``, or its exception's class name and message as text.

    For demonstrations in which the exception is the point and the notebook goes on.
    """
    try:
        return action()
    except Exception as error:
        # TensorFlow, imported only when there is something to explain.
        from autograder.observer import original

        error = original(error)
        message = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", str(error)).split())
        return f"{type(error).__name__}: {message[:160]}"


def _cell(content: str) -> str:
    return f'<td style="text-align:left">{content}</td>'


def _plain(value: Any) -> Any:
    if hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        items = [_plain(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _agree(predicted: Any, seen: Any) -> bool:
    if predicted is ...:
        return False
    if isinstance(predicted, str) and isinstance(seen, str):
        # An exception may be predicted by its class alone.
        return predicted == seen or bool(re.match(rf"{re.escape(predicted)}: ", seen) and _EXCEPTION.match(seen))
    if isinstance(predicted, bool) or isinstance(seen, bool):
        return predicted is seen
    if isinstance(predicted, list | tuple) and isinstance(seen, list | tuple):
        return len(predicted) == len(seen) and all(_agree(a, b) for a, b in zip(predicted, seen, strict=True))
    if isinstance(predicted, dict) and isinstance(seen, dict):
        return predicted.keys() == seen.keys() and all(_agree(predicted[key], seen[key]) for key in seen)
    if isinstance(predicted, float) or isinstance(seen, float):
        numbers = isinstance(predicted, int | float) and isinstance(seen, int | float)
        return numbers and bool(np.isclose(predicted, seen, rtol=1e-3, equal_nan=True))
    return predicted == seen


#: How :func:`attempt` tells of an exception.
_EXCEPTION = re.compile(r"\w*(Error|Exception|Warning|Exit|Interrupt): ")


def _text(value: Any) -> str:
    if value is ...:
        return "—"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _sign(predicted: Any, seen: Any) -> str:
    return "" if predicted is ... else ("✓" if _agree(predicted, seen) else "✗")
