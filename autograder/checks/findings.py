"""How checks put their answers: passed, wrong, or without an answer."""

from __future__ import annotations

from autograder import misconceptions
from autograder.student import Failure
from autograder.verdict import Finding, Outcome


def passed(asked: str) -> Finding:
    return Finding(Outcome.PASSED, asked)


def wrong(asked: str, message: str, misconception: str | None = None, drawing: str | None = None) -> Finding:
    """A wrong answer; ``misconception`` is an id of the catalogue, where it is recognised."""
    known = misconceptions.find(misconception) if misconception else None
    return Finding(Outcome.WRONG, asked, message, known, drawing)


def unanswered(asked: str, failure: Failure) -> Finding:
    """No answer: nothing there yet, the student's exception, or a limit."""
    if failure.kind == "not attempted":
        return Finding(Outcome.NOT_ATTEMPTED, asked, "not attempted yet")
    if failure.kind == "undefined":
        return Finding(
            Outcome.NOT_ATTEMPTED, asked, f"`{failure.message}` is not defined: run the cell that defines it first"
        )
    if failure.kind != "broken":
        return Finding(Outcome.BROKEN, asked, failure.message)
    error = f"{failure.classes[0] if failure.classes else 'Error'}: {failure.message}"
    where = (
        f"your code raised in line {failure.number} of your cell, `{failure.line}`" if failure.line else "this failed"
    )
    return Finding(
        Outcome.BROKEN,
        asked,
        f"{where}: {error}",
        misconceptions.from_exception(failure.classes, failure.message),
    )


def shape_text(shape: tuple | list | None) -> str:
    """``(3, 2)``, ``(?, 2)`` for an open dimension, ``unknown`` for an unknown rank."""
    if shape is None:
        return "unknown"
    sizes = ["?" if size is None else str(size) for size in shape]
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


def value_text(value: object, limit: int = 120) -> str:
    """A value on one line, arrays rounded as NumPy prints them."""
    import numpy as np

    if isinstance(value, np.ndarray):
        value = np.array2string(value, precision=4, threshold=12, separator=", ")
    elif isinstance(value, list) and any(isinstance(item, np.ndarray) for item in value):
        value = "[" + ", ".join(value_text(item, 40) for item in value) + "]"
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
