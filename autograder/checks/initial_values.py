"""Questions about the values that variables start from.

Exact properties where there are any: bounds, orthogonality, numbers of zeros, equal columns. Else
bands of 5 standard deviations (see :mod:`autograder.theory`): a right solution leaves one 6 times
in 10 million.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import Any

import numpy as np

from autograder import theory
from autograder.checks.findings import passed, shape_text, value_text, wrong
from autograder.checks.tracking import box, named
from autograder.checks.values import equal
from autograder.student import Handle, ask, spelled
from autograder.verdict import Finding

_DISTRIBUTIONS = {"normal": "a normal", "truncated_normal": "a truncated normal", "uniform": "a uniform"}
#: Rounding of float32 at the edge of a distribution.
_EDGE = 1e-4
#: Rounding of float32 in the products of columns, relative to their square length.
_ORTHOGONAL = 1e-4
#: How often a right solution may leave a band: 6 times in 10 million.
_CHANCE = math.erfc(theory.SIGMAS / math.sqrt(2.0))


def initial_values(
    _rng: np.random.Generator,
    handle: Handle,
    *,
    shape: tuple,
    std: float,
    distribution: str | None = None,
    mistaken: Mapping[str, float | tuple[float, ...]] | None = None,
) -> Finding:
    """Is it an array of that shape whose numbers have mean 0 and that standard deviation?

    Args:
        shape: enough numbers to tell the right standard deviation from the mistaken ones.
        std: of the distribution that is drawn from, after any truncation.
        distribution: ``normal``, ``truncated_normal`` (cut at 2 standard deviations of the uncut
            one) or ``uniform``; None accepts every one.
        mistaken: a misconception's id to the standard deviation (or several) that it produces.
    """
    asked = f"initial values of `{spelled(handle)}`"
    seen, problem = _numbers(asked, handle, shape)
    if problem:
        return problem
    band = theory.std_tolerance(distribution or "normal", seen.size)
    found, mean = float(seen.std()), float(seen.mean())
    at_the_edge = int(np.sum(np.abs(seen) >= np.abs(seen).max() * (1.0 - _EDGE)))
    if found and max(3, 0.01 * seen.size) < at_the_edge < 0.5 * seen.size:
        message = f"{at_the_edge} of {seen.size} are the largest or its negative, `{np.abs(seen).max():.4g}`"
        return wrong(asked, message, "clipped")
    if found and not abs(mean) <= theory.mean_tolerance(max(found, std), seen.size):
        return wrong(asked, f"their mean is {mean:.4g}, expected 0", "mean-not-zero")
    if not abs(found / std - 1.0) <= band:
        near = {
            id_: min(abs(found / value - 1.0) for value in np.atleast_1d(values))
            for id_, values in (mistaken or {}).items()
        }
        known = min((id_ for id_ in near if near[id_] <= band), key=near.get, default=None)
        message = f"their standard deviation is {found:.4g}, expected {std:.4g} (within {100 * band:.2g} %)"
        return wrong(asked, message, known or ("not-random" if np.ptp(seen) == 0 else None))
    if distribution and (other := _another(seen / std, distribution)):
        return wrong(asked, f"{other}: this is not {_DISTRIBUTIONS[distribution]} distribution", "another-distribution")
    return passed(asked)


def _another(seen: np.ndarray, distribution: str) -> str | None:
    """What shows that numbers of standard deviation 1 are not from that distribution, or None."""
    largest, bound = float(np.abs(seen).max()), theory.BOUND[distribution]
    if largest > bound * (1.0 + _EDGE):
        return f"the largest is {largest:.3g} standard deviations, the limit is {bound:.3g}"
    reached = _reached(distribution, seen.size)
    if largest < reached:
        return f"the largest is {largest:.3g} standard deviations, of so many numbers one lies beyond {reached:.3g}"
    return None


def _reached(distribution: str, count: int) -> float:
    """In standard deviations, what the largest of ``count`` draws exceeds but for 6 times in 10 million.

    All of them lie below r with the probability F(r)^count, F the distribution of |w|.
    """
    share = _CHANCE ** (1.0 / count)
    if distribution == "uniform":
        return theory.BOUND["uniform"] * share
    if distribution == "truncated_normal":
        return NormalDist().inv_cdf(0.5 + 0.5 * share * math.erf(theory.CUT / math.sqrt(2.0))) / theory.TRUNCATED_STD
    return NormalDist().inv_cdf(0.5 + 0.5 * share)


def orthogonal(
    _rng: np.random.Generator,
    handle: Handle,
    *,
    shape: tuple,
    gain: float | None = 1.0,
    mistaken: Mapping[str, float] | None = None,
) -> Finding:
    """Is it ``gain`` times a matrix with orthonormal columns (rows, if it is wider than high)?

    Args:
        gain: None accepts any but 0.
        mistaken: a misconception's id to the gain that it produces.
    """
    asked = f"`{spelled(handle)}` is orthogonal"
    seen, problem = _numbers(asked, handle, shape, turned="transposed")
    if problem:
        return problem
    if not np.any(seen):
        return wrong(asked, "all its numbers are 0")
    if (found := gain_of(seen)) is not None:
        if gain is None or math.isclose(found**2, gain**2, rel_tol=1e-3):
            return passed(asked)
        known = [id_ for id_, value in (mistaken or {}).items() if math.isclose(found**2, value**2, rel_tol=1e-3)]
        message = f"it is orthogonal with a gain of {found:.4g}, expected {gain:.4g}"
        return wrong(asked, message, known[0] if known else None)
    which = "rows" if shape[0] < shape[1] else "columns"
    gram = _gram(seen)
    apart = float(np.abs(gram - np.diag(np.diag(gram))).max())
    if apart > _ORTHOGONAL * np.mean(np.diag(gram)):
        message = f"its {which} are not orthogonal: two of them have the product {apart:.3g}"
        return wrong(asked, message, "not-orthogonal")
    return wrong(asked, f"its {which} are orthogonal, but not all of one length", "unequal-lengths")


def gain_of(matrix: np.ndarray) -> float | None:
    """What orthonormal columns (rows, if it is wider than high) were multiplied by; None if they were not."""
    gram = _gram(matrix)
    square = float(np.mean(np.diag(gram)))
    if square > 0 and np.allclose(gram, square * np.eye(len(gram)), atol=_ORTHOGONAL * square):
        return math.sqrt(square)
    return None


def _gram(matrix: np.ndarray) -> np.ndarray:
    """Products of its columns with each other (of its rows, if it is wider than high)."""
    matrix = matrix.astype(np.float64)
    return matrix @ matrix.T if matrix.shape[0] < matrix.shape[1] else matrix.T @ matrix


def either_sign(_rng: np.random.Generator, handle: Handle, *others: Handle, mistaken: str | None = None) -> Finding:
    """Does the first number have both signs among these arrays?

    With 24 arrays a fair coin shows one side only in 1 of 8 million cases.
    """
    asked = f"the first number of {1 + len(others)} arrays like `{spelled(handle)}`"
    signs = set()
    for one in (handle, *others):
        seen = _array(ask(one, "value")["value"])
        if seen is None or seen.size == 0 or not np.isfinite(seen.flat[0]):
            return wrong(asked, f"`{spelled(one)}` has no first number")
        signs.add(int(np.sign(seen.flat[0])))
    if {-1, 1} <= signs:
        return passed(asked)
    never = "positive" if 1 not in signs else "negative"
    return wrong(asked, f"it is never {never}", None if 0 in signs else mistaken)


def different_columns(_rng: np.random.Generator, handle: Handle, mistaken: str = "equal-units") -> Finding:
    """Are no two columns of it equal?"""
    asked = f"the columns of `{spelled(handle)}` differ"
    value = ask(handle, "value")["value"]
    seen = _array(value)
    if seen is None or seen.ndim != 2 or not seen.size:
        return wrong(asked, f"`{value_text(value)}` is no matrix")
    if not np.all(np.isfinite(seen)):
        return wrong(asked, "not all of its numbers are finite")
    different = len(np.unique(seen, axis=1).T)
    if different == seen.shape[1]:
        return passed(asked)
    return wrong(asked, f"of its {seen.shape[1]} columns, {different} are different", mistaken)


def nonzeros(
    _rng: np.random.Generator,
    handle: Handle,
    *,
    shape: tuple,
    per_column: int,
    std: float | None = None,
    mistaken: Mapping[str, int] | None = None,
) -> Finding:
    """Has every column exactly that many numbers that are not zero, not all in the same rows?

    Args:
        std: their standard deviation, if they are to be drawn from a normal distribution of mean 0.
        mistaken: a misconception's id to what it gives each row instead.
    """
    asked = f"numbers other than 0 in `{spelled(handle)}`"
    seen, problem = _numbers(asked, handle, shape)
    if problem:
        return problem
    places = seen != 0
    counts, rows = places.sum(axis=0), places.sum(axis=1)
    if not np.all(counts == per_column):
        known = [id_ for id_, count in (mistaken or {}).items() if np.all(rows == count)]
        message = f"the columns have {counts.min()} to {counts.max()} of them, expected {per_column} in each"
        return wrong(asked, message, known[0] if known else _otherwise(counts, per_column))
    if shape[1] > 1 and per_column < shape[0] and len(np.unique(places, axis=1).T) == 1:
        return wrong(asked, "they are in the same rows in every column", "same-rows")
    if std is not None:
        found, band = float(seen[places].std()), theory.std_tolerance("normal", int(places.sum()))
        if not abs(found / std - 1.0) <= band:
            message = f"their standard deviation is {found:.4g}, expected {std:.4g} (within {100 * band:.2g} %)"
            return wrong(asked, message, "not-random" if np.ptp(seen[places]) == 0 else "another-scale")
        if not abs(mean := float(seen[places].mean())) <= theory.mean_tolerance(std, int(places.sum())):
            return wrong(asked, f"their mean is {mean:.4g}, expected 0", "mean-not-zero")
        if other := _another(seen[places] / std, "normal"):
            return wrong(asked, f"{other}: this is not a normal distribution", "another-distribution")
    return passed(asked)


def _otherwise(counts: np.ndarray, wanted: int) -> str | None:
    """What other numbers of places than the wanted one reveal: none at all, or right on average."""
    if not counts.any():
        return "not-random"
    # Each place with probability wanted / rows: the variance of a column's count is below ``wanted``.
    near = abs(counts.mean() - wanted) <= min(wanted / 2, theory.SIGMAS * math.sqrt(wanted / counts.size))
    return "nonzeros-by-chance" if near and np.ptp(counts) > 0 else None


def derived(
    _rng: np.random.Generator,
    handle: Handle,
    variable: str,
    equals: Callable[..., np.ndarray],
    mistaken: Mapping[str, Callable[..., np.ndarray]] | None = None,
    when: str = "",
) -> Finding:
    """Does this variable of it hold what the formula says of the others?

    Args:
        variable: its attribute.
        equals: the formula in NumPy; its parameters are the other variables' attributes.
        mistaken: a misconception's id to the formula that it amounts to.
        when: what happened before, for the message.
    """
    asked = f"value of `{spelled(handle)}.{variable}` {when}".strip()
    wanted = {variable, *inspect.signature(equals).parameters}
    listed = named(handle, ask(handle, "variables")["variables"], wanted)
    if missing := sorted(wanted - set(listed)):
        return wrong(asked, f"tracking finds no variable `{'`, `'.join(missing)}`")
    held = {name: ask(box(handle, listed[name]), "value")["value"] for name in sorted(wanted)}
    if odd := [name for name, value in held.items() if not isinstance(value, np.ndarray)]:
        return wrong(asked, f"`{odd[0]}` holds no numbers")
    seen = held.pop(variable)
    expected = _computed(equals, held)
    if expected is None:
        found = ", ".join(f"`{name}` {shape_text(value.shape)}" for name, value in held.items())
        return wrong(asked, f"it cannot be compared: there is {found}")
    if equal(seen, expected):
        return passed(asked)
    known = [id_ for id_, mistake in (mistaken or {}).items() if equal(seen, _computed(mistake, held))]
    return wrong(asked, f"it is `{value_text(seen)}`, expected `{value_text(expected)}`", known[0] if known else None)


def _computed(formula: Callable[..., np.ndarray], held: dict[str, np.ndarray]) -> np.ndarray | None:
    try:
        return formula(**held)
    except (TypeError, ValueError):  # variables of other shapes or dtypes than the formula's
        return None


def _array(value: Any) -> np.ndarray | None:
    """An array, or lists of numbers as one; None for anything else."""
    try:
        seen = np.asarray(value)
    except ValueError:  # lists of different lengths
        return None
    return seen if seen.dtype.kind in "biuf" else None


def _numbers(asked: str, handle: Handle, shape: tuple, turned: str | None = None) -> tuple[np.ndarray, Finding | None]:
    """The values as float64, and what is wrong with them as an array of that shape.

    ``turned`` is what the reversed shape reveals.
    """
    seen = ask(handle, "value")["value"]
    if not isinstance(seen, np.ndarray):
        return np.zeros(shape), wrong(asked, f"`{value_text(seen)}` is no array, expected shape {shape_text(shape)}")
    if seen.shape != tuple(shape):
        # A wide matrix as it is has a square Q.
        id_ = turned if seen.shape in (tuple(shape)[::-1], tuple(shape[:1]) * 2) else None
        return seen, wrong(asked, f"the shape is `{shape_text(seen.shape)}`, expected `{shape_text(shape)}`", id_)
    if seen.dtype != np.float32:
        id_ = "int-from-python" if seen.dtype.kind in "iu" else "float64-from-numpy" if seen.dtype.kind == "f" else None
        return seen, wrong(asked, f"the dtype is `{seen.dtype}`, expected `float32`", id_)
    if not np.all(np.isfinite(seen)):
        return seen, wrong(asked, "not all of them are finite numbers")
    return seen.astype(np.float64), None
