"""The checks of initial values: exact properties, bands that are as wide as they say, forged answers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from test_checks import assert_finding, finding, session_with, verdict_of

from autograder import protocol
from autograder.checks.initial_values import _reached
from autograder.session import Session
from autograder.student import Failure
from autograder.verdict import Finding, Outcome

PASSED, WRONG, NOT_ATTEMPTED, BROKEN = Outcome.PASSED, Outcome.WRONG, Outcome.NOT_ATTEMPTED, Outcome.BROKEN


class Answers:
    """A student's process that answers each question with what it likes: data, or a function of the request."""

    def __init__(self, **answers: Any):
        self._answers = answers

    def ask(self, request: str) -> str:
        asked = protocol.loads(request)
        answer = self._answers[asked["ask"]]
        return protocol.dumps({"answer": answer(asked) if callable(answer) else answer})

    def explain(self, failure: Failure) -> Failure:
        return failure


def found_by(channel: Answers, question: Callable[[Session], None]) -> Finding:
    session = Session(channel, seed=1)
    question(session)
    session.check.score("exercise", points=1)
    (found,) = session.verdicts["exercise"].findings
    return found


def found_of(value: Any, check: str, **details: Any) -> Finding:
    """What the check finds of something that holds ``value``; NumPy's float64 arrives as TensorFlow's float32."""
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        value = value.astype(np.float32)
    return found_by(
        Answers(value={"value": value}), lambda session: getattr(session.check, check)(session.student.w, **details)
    )


def id_of(found: Finding) -> str | None:
    return found.misconception.id if found.misconception else None


def assert_found(found: Finding, outcome: Outcome, misconception: str | None, message: str = "") -> None:
    assert (found.outcome, id_of(found)) == (outcome, misconception), found
    assert message in found.message
    assert bool(found.message) == (outcome is not PASSED)


#: Answers that are no array of numbers.
NO_ARRAYS = [None, 1.0, True, "text", [], [1.0, [2.0]], [["1", "2"], ["3", "4"]], [[None]], {"dict": {}}, 10**400]


# Draws


def cut_normal(rng: np.random.Generator, shape: tuple) -> np.ndarray:
    """A standard normal cut at 2, by drawing anew what lies beyond."""
    drawn = rng.standard_normal(shape)
    while np.any(beyond := np.abs(drawn) > 2.0):
        drawn[beyond] = rng.standard_normal(int(beyond.sum()))
    return drawn


#: With standard deviation 1. That of a standard normal cut at 2 is 0.87962566 (see ``theory.TRUNCATED_STD``).
DRAWS: dict[str, Callable[[np.random.Generator, tuple], np.ndarray]] = {
    "normal": lambda rng, shape: rng.standard_normal(shape),
    "truncated_normal": lambda rng, shape: cut_normal(rng, shape) / 0.87962566,
    "uniform": lambda rng, shape: rng.uniform(-(3**0.5), 3**0.5, shape),
}
SEEDS = range(300)


def draws(distribution: str, std: float, shape: tuple) -> list[np.ndarray]:
    return [(std * DRAWS[distribution](np.random.default_rng(seed), shape)).astype(np.float32) for seed in SEEDS]


@pytest.mark.parametrize("drawn", DRAWS)
def test_each_distribution_is_accepted_by_its_own_band_and_by_no_other(drawn: str) -> None:
    shape, std = (300, 100), (2 / 300) ** 0.5
    for values in draws(drawn, std, shape):
        for distribution in DRAWS:
            found = found_of(values, "initial_values", shape=shape, std=std, distribution=distribution)
            if distribution == drawn:
                assert_found(found, PASSED, None)
            else:
                assert_found(found, WRONG, "another-distribution")


@pytest.mark.parametrize("distribution", DRAWS)
@pytest.mark.parametrize("shape", [(10, 10), (30, 30), (3, 3, 16, 64)])
def test_right_draws_of_every_size_are_accepted(distribution: str, shape: tuple) -> None:
    for values in draws(distribution, 0.3, shape):
        for asked in (distribution, None):
            assert_found(found_of(values, "initial_values", shape=shape, std=0.3, distribution=asked), PASSED, None)


@pytest.mark.parametrize("distribution", DRAWS)
@pytest.mark.parametrize("off", [0.8796, 1 / 0.8796])
def test_the_deviation_that_a_cut_leaves_is_told_from_the_right_one(distribution: str, off: float) -> None:
    shape = (300, 100)
    for values in draws(distribution, 0.05 * off, shape):
        details = {"shape": shape, "std": 0.05, "mistaken": {"truncated-not-corrected": 0.05 * off}}
        for asked in (distribution, None):
            found = found_of(values, "initial_values", distribution=asked, **details)
            assert_found(found, WRONG, "truncated-not-corrected")


@pytest.mark.parametrize("distribution", DRAWS)
@pytest.mark.parametrize("width", [30, 40, 60])
def test_square_kernels_of_the_notebook_tell_he_from_lecun_and_glorot(distribution: str, width: int) -> None:
    # Of a square kernel LeCun's and Glorot's are one: 1 / fan_in = 2 / (fan_in + fan_out).
    he, other, shape = (2 / width) ** 0.5, (1 / width) ** 0.5, (width, width)
    for std, wanted, id_ in [(he, other, "another-mode"), (other, he, "another-initializer")]:
        for values in draws(distribution, std, shape):
            assert_found(found_of(values, "initial_values", shape=shape, std=std), PASSED, None)
            found = found_of(values, "initial_values", shape=shape, std=wanted, mistaken={id_: std})
            assert_found(found, WRONG, id_)


@pytest.mark.parametrize("count", [1, 30, 900, 30_000])
def test_the_largest_number_stays_below_its_limit_6_times_in_10_million(count: int) -> None:
    chance = math.erfc(5 / math.sqrt(2))  # beyond 5 standard deviations, on both sides
    below = {
        "normal": math.erf(_reached("normal", count) / math.sqrt(2)),
        "truncated_normal": math.erf(0.87962566 * _reached("truncated_normal", count) / math.sqrt(2))
        / math.erf(2 / math.sqrt(2)),
        "uniform": _reached("uniform", count) / 3**0.5,
    }
    for distribution, share in below.items():
        assert share**count == pytest.approx(chance, rel=1e-3), distribution


# Initial values

NORMAL = DRAWS["normal"](np.random.default_rng(1), (60, 50))
NORMAL = ((NORMAL - NORMAL.mean()) / NORMAL.std()).astype(np.float32)
#: A band of 5 sqrt(2 / (4 * 3000)) = 6.5 percent.
ASKED: dict[str, Any] = {"shape": (60, 50), "std": 0.1}


@pytest.mark.parametrize(
    ("values", "misconception", "message"),
    [
        (0.1 * NORMAL, None, ""),
        (0.1 * NORMAL.astype(np.float64), None, ""),
        (0.1 * NORMAL + 0.02, "mean-not-zero", "their mean is 0.02"),
        (0.2 * NORMAL, None, "their standard deviation is 0.2"),
        (np.full((60, 50), 0.1, np.float32), "not-random", "is 0, expected 0.1 (within 6.5 %)"),
        (np.full((60, 50), 0.1), "not-random", "expected 0.1"),
        (0.1 * NORMAL.T, None, "the shape is `(50, 60)`, expected `(60, 50)`"),
        (0.1 * NORMAL.reshape(3000), None, "the shape is `(3000,)`"),
        (np.float32(0.1), None, "the shape is `()`"),
        (np.zeros((60, 50), np.int32), "int-from-python", "the dtype is `int32`, expected `float32`"),
        (np.zeros((60, 50), bool), None, "the dtype is `bool`"),
        (0.2 * NORMAL + 0.1, "mean-not-zero", "their mean is 0.1"),
        (np.clip(0.1 * NORMAL, -0.1, 0.1), "clipped", "of 3000 are the largest or its negative, `0.1`"),
        (np.where(NORMAL > 3.0, np.nan, 0.1 * NORMAL), None, "not all of them are finite"),
        (np.where(NORMAL > 3.0, np.inf, 0.1 * NORMAL), None, "not all of them are finite"),
        (None, None, "`None` is no array, expected shape (60, 50)"),
        (0.1, None, "`0.1` is no array"),
    ],
)
def test_initial_values(values: Any, misconception: str | None, message: str) -> None:
    assert_found(found_of(values, "initial_values", **ASKED), WRONG if message else PASSED, misconception, message)


def test_numpys_float64_is_told_from_float32() -> None:
    code = "w = np.random.default_rng(1).normal(0.0, 0.1, (60, 50))"
    question = "check.initial_values(student.{}, shape=(60, 50), std=0.1)"
    assert_finding(code, question.format("w"), WRONG, "float64-from-numpy")
    assert_finding(code + "\nv = tf.cast(w, tf.float32)", question.format("v"), PASSED, None)


def test_a_list_is_no_array() -> None:
    assert_found(found_of((0.1 * NORMAL).tolist(), "initial_values", **ASKED), WRONG, None, "is no array")


@pytest.mark.parametrize(
    ("std", "misconception"),
    [(0.20, "relu-half"), (0.21, "another-mode"), (0.19, "relu-half"), (0.15, None), (0.01, "std-for-variance")],
)
def test_the_nearest_of_the_mistaken_deviations_is_named_if_it_fits(std: float, misconception: str | None) -> None:
    mistaken = {"another-mode": 0.212, "relu-half": 0.2, "std-for-variance": 0.01}
    for order in (list(mistaken), list(mistaken)[::-1]):
        found = found_of(std * NORMAL, "initial_values", mistaken={id_: mistaken[id_] for id_ in order}, **ASKED)
        assert_found(found, WRONG, misconception)


def test_a_mistaken_deviation_within_the_band_does_not_hide_a_right_answer() -> None:
    found = found_of(0.1 * NORMAL, "initial_values", mistaken={"relu-half": 0.1}, **ASKED)
    assert_found(found, PASSED, None)


@pytest.mark.parametrize(
    ("values", "distribution", "message"),
    [
        (np.sign(NORMAL), "uniform", "the largest is 1 standard deviations, of so many numbers one lies beyond 1.72"),
        (np.sign(NORMAL), "normal", "this is not a normal distribution"),
        (NORMAL, "uniform", "the limit is 1.73: this is not a uniform distribution"),
        (NORMAL, "truncated_normal", "the limit is 2.27: this is not a truncated normal distribution"),
    ],
)
def test_another_distribution_is_told_by_its_largest_number(
    values: np.ndarray, distribution: str, message: str
) -> None:
    found = found_of(0.1 * values, "initial_values", distribution=distribution, **ASKED)
    assert_found(found, WRONG, "another-distribution", message)


def test_float32_at_the_edge_of_a_uniform_distribution_is_within() -> None:
    limit = np.float32(0.1 * 3**0.5)
    values = np.linspace(-limit, limit, 3000, dtype=np.float32).reshape(60, 50)
    assert_found(found_of(values, "initial_values", distribution="uniform", **ASKED), PASSED, None)


@pytest.mark.parametrize(
    ("body", "outcome", "misconception"),
    [
        ("return tf.random.normal((30, 30), stddev=(2 / 30) ** 0.5)", PASSED, None),
        ("return tf.Variable(keras.initializers.HeNormal(1)((30, 30)))", PASSED, None),
        ("return keras.initializers.HeNormal(1)((30, 30)).numpy()", PASSED, None),
        ("return keras.initializers.LecunNormal(1)((30, 30))", WRONG, "another-initializer"),
        ("return tf.zeros((30, 30))", WRONG, "not-random"),
        ("return None", WRONG, None),
        ("raise NotImplementedError", NOT_ATTEMPTED, None),
        ("return ...", NOT_ATTEMPTED, None),
        ("return undefined", BROKEN, None),
        ("return object()", BROKEN, None),
    ],
)
def test_initial_values_of_the_students_code(body: str, outcome: Outcome, misconception: str | None) -> None:
    question = (
        "check.initial_values(student.f(), shape=(30, 30), std=(2 / 30) ** 0.5,"
        " mistaken={'another-initializer': (1 / 30) ** 0.5})"
    )
    assert_finding(f"tf.random.set_seed(1)\ndef f():\n    {body}", question, outcome, misconception)


# Orthogonal matrices


def orthonormal(rows: int, columns: int, seed: int = 1) -> np.ndarray:
    """With orthonormal columns, or rows if it is wider than high."""
    q = np.linalg.qr(np.random.default_rng(seed).standard_normal((max(rows, columns), min(rows, columns))))[0]
    return (q if rows >= columns else q.T).astype(np.float32)


TALL, WIDE = orthonormal(8, 3), orthonormal(3, 8)
NORMED = np.random.default_rng(1).standard_normal((8, 3))
NORMED /= np.sqrt((NORMED**2).sum(axis=0))


@pytest.mark.parametrize(
    ("values", "gain", "misconception", "message"),
    [
        (2 * TALL, 2.0, None, ""),
        (-2 * TALL, 2.0, None, ""),
        (2 * TALL, None, None, ""),
        (1e-3 * TALL, None, None, ""),
        (4 * TALL, 2.0, "gain-squared", "it is orthogonal with a gain of 4, expected 2"),
        (TALL, 2.0, "gain-ignored", "a gain of 1, expected 2"),
        (3 * TALL, 2.0, None, "a gain of 3, expected 2"),
        (2.002 * TALL, 2.0, None, "expected 2"),
        (WIDE, 1.0, "transposed", "the shape is `(3, 8)`, expected `(8, 3)`"),
        (NORMED, 1.0, "not-orthogonal", "its columns are not orthogonal: two of them have the product"),
        (NORMED, None, "not-orthogonal", "its columns are not orthogonal"),
        (TALL + 1e-3, 1.0, "not-orthogonal", "its columns are not orthogonal"),
        (TALL * np.array([1, 1, 2]), None, "unequal-lengths", "its columns are orthogonal, but not all of one length"),
        (TALL * np.array([1, 1, 0]), None, "unequal-lengths", "but not all of one length"),
        (np.zeros((8, 3)), None, None, "all its numbers are 0"),
        (np.zeros((8, 3)), 1.0, None, "all its numbers are 0"),
        (np.eye(8, 3, dtype=np.int32), 1.0, "int-from-python", "expected `float32`"),
        (np.full((8, 3), np.nan), None, None, "not all of them are finite"),
        (np.full((8, 3), 1e30), None, "not-orthogonal", "two of them have the product"),
        (np.float32(1.0), 1.0, None, "the shape is `()`"),
        *((value, None, None, "is no array") for value in NO_ARRAYS),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_orthogonal(values: Any, gain: float | None, misconception: str | None, message: str) -> None:
    mistaken = {"gain-squared": 4.0, "gain-ignored": 1.0}
    found = found_of(values, "orthogonal", shape=(8, 3), gain=gain, mistaken=mistaken)
    assert_found(found, WRONG if message or misconception else PASSED, misconception, message)


def test_a_wide_matrix_has_orthonormal_rows() -> None:
    assert_found(found_of(1.5 * WIDE, "orthogonal", shape=(3, 8), gain=1.5), PASSED, None)
    assert_found(
        found_of(np.ones((3, 8)), "orthogonal", shape=(3, 8)), WRONG, "not-orthogonal", "its rows are not orthogonal"
    )


def test_what_keras_draws_is_orthogonal_for_every_seed() -> None:
    code = "draw = lambda shape, seed: keras.initializers.Orthogonal(gain=1.5, seed=seed)(shape)"
    questions = [
        f"check.orthogonal(student.draw({shape}, {seed}), shape={shape}, gain=1.5)"
        for shape in [(30, 30), (30, 50), (50, 20)]
        for seed in range(20)
    ]
    assert verdict_of(session_with(code), "\n".join(questions)).outcome is PASSED


@pytest.mark.parametrize(
    ("body", "outcome"),
    [("raise NotImplementedError", NOT_ATTEMPTED), ("return 1 / 0", BROKEN), ("return None", WRONG)],
)
@pytest.mark.parametrize(
    "check",
    [
        "orthogonal(student.f(), shape=(3, 3))",
        "either_sign(student.f(), student.f())",
        "different_columns(student.f())",
        "nonzeros(student.f(), shape=(3, 3), per_column=1)",
        "unit_variance(student.f(), activation=np.tanh, on=np.ones((4, 3)), tolerance=0.1)",
    ],
)
def test_no_answer_is_not_attempted_or_broken(check: str, body: str, outcome: Outcome) -> None:
    assert_finding(f"def f(): {body}", f"check.{check}", outcome, None)


# The sign of the first number


def signs_of(*values: Any) -> Finding:
    """What is found of several things that hold these values."""
    channel = Answers(value=lambda asked: {"value": values[asked["target"]["path"][0][1]]})

    def question(session: Session) -> None:
        session.check.either_sign(*(session.student.many[i] for i in range(len(values))), mistaken="qr-sign")

    return found_by(channel, question)


@pytest.mark.parametrize(
    ("firsts", "misconception", "message"),
    [
        ([1.0, -1.0], None, ""),
        ([-2.0, -1.0, 3.0], None, ""),
        ([1.0, 2.0], "qr-sign", "it is never negative"),
        ([-1.0, -2.0], "qr-sign", "it is never positive"),
        ([-1.0], "qr-sign", "it is never positive"),
        ([0.0, -1.0], None, "it is never positive"),
        ([0.0, 0.0], None, "it is never positive"),
        ([1.0, np.nan], None, "`many[1]` has no first number"),
        ([-np.inf, 1.0], None, "`many[0]` has no first number"),
    ],
)
def test_either_sign(firsts: list, misconception: str | None, message: str) -> None:
    found = signs_of(*(np.array([[first, 5.0], [-5.0, 5.0]]) for first in firsts))
    assert_found(found, WRONG if message else PASSED, misconception, message)


@pytest.mark.parametrize(
    "value", [v for v in NO_ARRAYS if not isinstance(v, float | bool)] + [np.zeros((0, 2))], ids=repr
)
def test_what_has_no_first_number_has_no_sign(value: Any) -> None:
    for values in [(value, value), (np.ones(2), -np.ones(2), value)]:
        assert_found(signs_of(*values), WRONG, None, "has no first number")


def test_numpys_qr_has_one_sign_and_the_corrected_one_both() -> None:
    code = """
        def q(seed, corrected):
            q, r = np.linalg.qr(np.random.default_rng(seed).standard_normal((4, 4)))
            return q * np.sign(np.diag(r)) if corrected else q
    """
    question = "check.either_sign(*[student.q(seed, {}) for seed in range(24)], mistaken='qr-sign')"
    assert_finding(code, question.format(True), PASSED, None)
    assert_finding(code, question.format(False), WRONG, "qr-sign")


# Columns


@pytest.mark.parametrize(
    ("values", "misconception", "message"),
    [
        (np.arange(6.0).reshape(2, 3), None, ""),
        ([[1.0, 2.0], [1.0, 3.0]], None, ""),
        (np.array([[1.0, 1.0], [1.0, 2.0]]), None, ""),
        (np.full((3, 5), 0.1), "equal-units", "of its 5 columns, 1 are different"),
        (np.array([[1.0, 2.0, 1.0], [3.0, 4.0, 3.0]]), "equal-units", "of its 3 columns, 2 are different"),
        (np.full((3, 5), np.nan), None, "not all of its numbers are finite"),
        (np.ones(3), None, "is no matrix"),
        (np.float32(1.0), None, "is no matrix"),
        (np.arange(8.0).reshape(2, 2, 2), None, "is no matrix"),
        (np.zeros((3, 0)), None, "is no matrix"),
        (np.zeros((0, 1)), None, "is no matrix"),
        *((value, None, "is no matrix") for value in NO_ARRAYS),
    ],
)
def test_different_columns(values: Any, misconception: str | None, message: str) -> None:
    found = found_of(values, "different_columns", mistaken="equal-units")
    assert_found(found, WRONG if message else PASSED, misconception, message)


# Numbers other than 0


def sparse(
    shape: tuple = (40, 600), k: int = 6, seed: int = 1, draw: Callable = lambda rng, k: rng.standard_normal(k)
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = np.zeros(shape, np.float32)
    for column in range(shape[1]):
        values[rng.choice(shape[0], k, replace=False), column] = draw(rng, k)
    return values


BY_CHANCE = np.where(np.random.default_rng(1).random((40, 600)) < 6 / 40, 1.0, 0.0)
IN_ALL = np.eye(40, 600)  # places drawn in the whole matrix, not in each column
SAME_ROWS = np.zeros((40, 600))
SAME_ROWS[:6] = np.random.default_rng(1).standard_normal((6, 600))


@pytest.mark.parametrize(
    ("values", "misconception", "message"),
    [
        (sparse(), None, ""),
        (sparse().astype(np.float64), None, ""),
        (sparse(k=5), None, "the columns have 5 to 5 of them, expected 6 in each"),
        (np.where(sparse() == 0, 1.0, 0.0), None, "the columns have 34 to 34 of them"),
        (IN_ALL, None, "the columns have 0 to 1 of them"),
        (BY_CHANCE, "nonzeros-by-chance", "expected 6 in each"),
        (sparse((600, 40)).T, "rows-for-columns", "expected 6 in each"),
        (sparse((600, 40)), None, "the shape is `(600, 40)`"),
        (SAME_ROWS, "same-rows", "they are in the same rows in every column"),
        (sparse(draw=lambda rng, k: 0.3 * rng.standard_normal(k)), "another-scale", "expected 1 (within"),
        (sparse(draw=lambda rng, k: 1.0), "not-random", "is 0, expected 1"),
        (sparse(draw=lambda rng, k: rng.normal(1.0, 1.0, k)), "mean-not-zero", "their mean is"),
        (
            sparse(draw=lambda rng, k: rng.choice([-1.0, 1.0], k)),
            "another-distribution",
            "is not a normal distribution",
        ),
        (np.zeros((40, 600)), "not-random", "the columns have 0 to 0 of them"),
        (np.full((40, 600), np.nan), None, "not all of them are finite"),
        (np.eye(40, 600, dtype=np.int64), "int-from-python", "expected `float32`"),
        *((value, None, "is no array") for value in NO_ARRAYS),
    ],
)
def test_nonzeros(values: Any, misconception: str | None, message: str) -> None:
    details = {"shape": (40, 600), "per_column": 6, "std": 1.0, "mistaken": {"rows-for-columns": 6}}
    assert_found(found_of(values, "nonzeros", **details), WRONG if message else PASSED, misconception, message)


def test_right_sparse_draws_pass_whatever_the_seed() -> None:
    for seed in SEEDS:
        values = sparse((40, 60), seed=seed)
        assert_found(found_of(values, "nonzeros", shape=(40, 60), per_column=6, std=1.0), PASSED, None)


@pytest.mark.parametrize(("shape", "k"), [((30, 1), 4), ((4, 3), 4)])
def test_columns_that_cannot_differ_in_their_rows_need_not(shape: tuple, k: int) -> None:
    assert_found(found_of(sparse(shape, k), "nonzeros", shape=shape, per_column=k), PASSED, None)


def test_one_wrong_number_in_every_column_is_not_by_chance() -> None:
    details = {"shape": (30, 20), "per_column": 4}
    assert_found(found_of(sparse((30, 20), k=5), "nonzeros", **details), WRONG, None, "5 to 5 of them")
    by_chance = np.where(np.random.default_rng(1).random((30, 20)) < 4 / 30, 1.0, 0.0)
    assert_found(found_of(by_chance, "nonzeros", **details), WRONG, "nonzeros-by-chance")


def test_the_scale_counts_only_where_it_is_asked_for() -> None:
    assert_found(found_of(7 * sparse(), "nonzeros", shape=(40, 600), per_column=6), PASSED, None)


# Values that come from another variable

WEIGHT_NORM = """
class WeightNorm(tf.Module):
    def __init__(self):
        super().__init__()
        self.v = tf.Variable({v})
        self.g = tf.Variable({g})
layer = WeightNorm()
"""
DERIVED = """
check.derived(student.layer, "g", equals=lambda v: np.sqrt((v**2).sum(axis=0)), when="at the start", mistaken={
    "length-squared": lambda v: (v**2).sum(axis=0), "ones-for-lengths": lambda v: np.ones(2)})
"""


@pytest.mark.parametrize(
    ("v", "g", "outcome", "misconception", "message"),
    [
        ("tf.random.normal((3, 2))", "tf.norm(self.v, axis=0)", PASSED, None, ""),
        ("tf.random.normal((3, 2))", "tf.norm(self.v, axis=0)**2", WRONG, "length-squared", "expected `["),
        ("tf.random.normal((3, 2))", "tf.ones(2)", WRONG, "ones-for-lengths", "it is `[1., 1.]`, expected"),
        ("tf.random.normal((3, 2))", "tf.norm(self.v, axis=1)", WRONG, None, "expected"),
        ("tf.random.normal((3, 2))", "tf.norm(self.v)", WRONG, None, "expected"),
        ("tf.random.normal((3, 2))", "tf.norm(self.v, axis=0) * float('nan')", WRONG, None, "nan"),
        ("tf.random.normal((3, 2)) * float('nan')", "tf.norm(self.v, axis=0)", WRONG, None, "nan"),
        ("'text'", "tf.ones(2)", BROKEN, None, "no value to compare"),
    ],
)
def test_derived(v: str, g: str, outcome: Outcome, misconception: str | None, message: str) -> None:
    assert_found(finding(WEIGHT_NORM.format(v=v, g=g), DERIVED), outcome, misconception, message)


def test_what_the_formula_does_not_take_cannot_be_compared() -> None:
    question = "check.derived(student.layer, 'g', equals=lambda v: v.sum(axis=1))"
    found = finding(WEIGHT_NORM.format(v="tf.ones(3)", g="tf.ones(3)"), question)
    assert_found(found, WRONG, None, "it cannot be compared: there is `v` (3,)")


def test_a_derived_value_says_when() -> None:
    found = finding(WEIGHT_NORM.format(v="tf.ones((3, 2))", g="[1.0, 2.0]"), DERIVED)
    assert found.asked == "value of `layer.g` at the start"


@pytest.mark.parametrize(
    ("code", "outcome", "message"),
    [
        ("layer = tf.Module()", WRONG, "tracking finds no variable `g`, `v`"),
        ("layer = tf.Module()\nlayer.v = tf.Variable([[1.0]])", WRONG, "tracking finds no variable `g`"),
        ("layer = tf.Module()\nlayer.v, layer.g = tf.ones((3, 2)), tf.ones(2)", WRONG, "no variable `g`, `v`"),
        ("layer = None", WRONG, "tracking finds no variable `g`, `v`"),
        ("", NOT_ATTEMPTED, "`layer` is not defined"),
    ],
)
def test_a_derived_value_needs_its_variables(code: str, outcome: Outcome, message: str) -> None:
    assert_found(finding(code, DERIVED), outcome, None, message)


LISTED = {
    "kind": "variable",
    "type": "",
    "shape": [2],
    "dtype": "float32",
    "trainable": True,
    "name": "v",
    "keys": None,
}
V = np.array([[3.0, 0.0], [4.0, 2.0]], np.float32)


def derived_from(v: Any, g: Any) -> Finding:
    variables = [LISTED | {"path": path, "object": number} for number, path in enumerate(("v", "g"))]
    channel = Answers(
        variables={"variables": variables, "untracked": {}},
        value=lambda asked: {"value": (v, g)[asked["target"]["object"]]},
    )
    mistaken = {"length-squared": lambda v: (v**2).sum(axis=0), "wrong-axis": lambda v: (v**2).sum(axis=1) ** 0.5}
    return found_by(
        channel,
        lambda session: session.check.derived(
            session.student.layer, "g", equals=lambda v: (v**2).sum(axis=0) ** 0.5, mistaken=mistaken
        ),
    )


@pytest.mark.parametrize("value", [*NO_ARRAYS, np.float32(1.0), np.zeros((0, 2)), np.ones(3, bool), np.ones((2, 2, 9))])
def test_forged_variables_are_never_derived(value: Any) -> None:
    assert_found(derived_from(V, np.array([5.0, 2.0], np.float32)), PASSED, None)
    assert derived_from(value, np.array([5.0, 2.0])).outcome is WRONG
    assert derived_from(V, value).outcome is WRONG


def test_a_mistaken_formula_that_does_not_fit_the_shapes_names_nothing() -> None:
    assert_found(derived_from(np.array([3.0, 4.0]), np.float32(1.0)), WRONG, None, "it is `1.`, expected `5.0`")


# Variance of each layer

LSUV = """
def orthogonal(layer, seed):
    layer.kernel.assign(keras.initializers.Orthogonal(seed=seed)(layer.kernel.shape))

def divide(layer, outputs):
    layer.kernel.assign(layer.kernel / tf.math.reduce_std(outputs))

def right(layers, activation, x):
    for number, layer in enumerate(layers):
        orthogonal(layer, number)
        for _ in range(10):
            divide(layer, layer(x))
        x = activation(layer(x))

def once(layers, activation, x):
    for number, layer in enumerate(layers):
        orthogonal(layer, number)
        divide(layer, layer(x))
        x = activation(layer(x))

def linear(layers, activation, x):
    right(layers, lambda z: z, x)

def behind(layers, activation, x):
    for number, layer in enumerate(layers):
        orthogonal(layer, number)
        for _ in range(20):
            divide(layer, activation(layer(x)))
        x = activation(layer(x))

def together(layers, activation, x):
    outputs = []
    for number, layer in enumerate(layers):
        orthogonal(layer, number)
        outputs.append(layer(x))
        x = activation(outputs[-1])
    for layer, z in zip(layers, outputs):
        divide(layer, z)

def nothing(layers, activation, x):
    pass

def infinite(layers, activation, x):
    layers[2].kernel.assign(layers[2].kernel / 0.0)

def empty(layers, activation, x):
    while layers:
        layers.pop()

def shorter(layers, activation, x):
    right(layers, activation, x)
    del layers[1:]

def longer(layers, activation, x):
    right(layers, activation, x)
    layers.append(layers[0])

def narrow(layers, activation, x):
    right(layers, activation, x)
    layers[1] = keras.layers.Dense(1)
    layers[1].build((None, 30))

def flat(layers, activation, x):
    right(layers, activation, x)
    layers[0] = type("Layer", (), {"kernel": 0.2 * tf.random.normal([30]), "bias": tf.constant(0.0)})

def unbuilt(layers, activation, x):
    layers[0] = keras.layers.Dense(30)
"""
VARIANCE = """
x = inputs.normal(300, 30)
layers = inputs.dense([inputs.normal(30, 30) for _ in range(6)], [0.5 * inputs.normal(30) for _ in range(6)])
student.{name}(layers, inputs.activation("{activation}"), x)
check.unit_variance(layers, activation={phi}, on=x, tolerance=0.11, when="afterwards")
"""
PHI = {"tanh": "np.tanh", "relu": "lambda z: np.maximum(z, 0)", "exponential": "np.exp", "linear": "lambda z: z"}


def variance(name: str, activation: str) -> Finding:
    return finding(LSUV, VARIANCE.format(name=name, activation=activation, phi=PHI[activation]))


@pytest.mark.parametrize(
    ("name", "activation", "misconception", "message"),
    [
        ("right", "tanh", None, ""),
        ("right", "relu", None, ""),
        ("right", "exponential", None, ""),
        ("right", "linear", None, ""),
        ("once", "tanh", "single-division", "in layer 2, expected 1 within 0.11"),
        ("linear", "tanh", "activation-left-out", "5 of 6 layers are off"),
        ("behind", "relu", "after-the-activation", "in layer 1, expected 1"),
        ("together", "tanh", "all-at-once", "in layer 2, expected 1 within 0.11"),
        ("nothing", "tanh", None, "6 of 6 layers are off"),
        ("infinite", "tanh", None, "layers are off"),
        ("empty", "tanh", None, "there are 0 layers in it, expected 6"),
        ("shorter", "tanh", None, "there are 1 layers in it, expected 6"),
        ("longer", "tanh", None, "there are 7 layers in it, expected 6"),
        ("narrow", "tanh", None, "kernel and bias of layer 3 do not fit 1 inputs"),
        ("flat", "tanh", None, "kernel and bias of layer 1 do not fit 30 inputs"),
    ],
)
def test_unit_variance(name: str, activation: str, misconception: str | None, message: str) -> None:
    found = variance(name, activation)
    assert_found(found, WRONG if message else PASSED, misconception, message)
    assert found.asked == "variance of each layer's output in `layers` afterwards"


def test_a_layer_without_a_kernel_is_broken() -> None:
    assert variance("unbuilt", "tanh").outcome is BROKEN


@pytest.mark.parametrize("items", ["[]", "None", "{}", "tf.Module()"])
def test_no_layers_are_not_layers_of_unit_variance(items: str) -> None:
    question = "check.unit_variance(student.items, activation=np.tanh, on=np.ones((4, 3)), tolerance=9.0)"
    assert_found(finding(f"items = {items}", question), WRONG, None, "there are 0 layers in it")


KERNEL = np.float32([[1.0, 0.0], [0.0, 1.0]])
BATCH = np.float32([[1.0, -1.0], [-1.0, 1.0]])


def layers_of(count: int, kernel: Any, bias: Any, later: int | None = None) -> Finding:
    """What is found of ``count`` layers, or of what the observer says of them ``later``."""
    listed = LISTED | {"kind": "list", "object": 0, "keys": [str(number) for number in range(count)]}
    channel = Answers(
        dense=listed,
        describe=listed | {"keys": [str(number) for number in range(count if later is None else later)]},
        value=lambda asked: {"value": kernel if asked["target"]["path"][-1][1] == "kernel" else bias},
    )

    def question(session: Session) -> None:
        layers = session.inputs.dense([KERNEL] * 2, [np.zeros(2, np.float32)] * 2)
        session.check.unit_variance(layers, activation=lambda z: z, on=BATCH, tolerance=0.1)

    return found_by(channel, question)


@pytest.mark.parametrize(
    "value",
    [*NO_ARRAYS, np.float32(1.0), np.ones(2), np.ones((1, 1)), np.ones((2, 0)), np.ones((2, 2, 2)), KERNEL * np.nan],
)
def test_forged_layers_never_pass(value: Any) -> None:
    zeros = np.zeros(2, np.float32)
    assert_found(layers_of(2, KERNEL, zeros), PASSED, None)
    assert layers_of(2, value, zeros).outcome is WRONG
    assert (
        layers_of(2, KERNEL, None if isinstance(value, np.ndarray) and value.shape == (2,) else value).outcome is WRONG
    )


def test_a_forged_number_of_layers_never_passes() -> None:
    zeros = np.zeros(2, np.float32)
    for count in (0, 1, 3):
        found = layers_of(count, KERNEL, zeros)
        assert_found(found, BROKEN, None, "one layer for each kernel was asked for")
        assert_found(
            layers_of(2, KERNEL, zeros, later=count), WRONG, None, f"there are {count} layers in it, expected 2"
        )


# Values within a tolerance, and what other or equal ones reveal


@pytest.mark.parametrize(
    ("seen", "equals", "rtol", "outcome", "misconception"),
    [
        (3.02, 3.0, 1e-2, PASSED, None),
        (3.04, 3.0, 1e-2, WRONG, None),
        (6.04, 3.0, 1e-2, WRONG, "relu-half"),
        (6.04, 3.0, 1e-3, WRONG, None),
        (3.02, 3.0, 1e-3, WRONG, None),
        ([3.02, 1.0], [3.0, 1.0], 1e-2, PASSED, None),
        ([3.04, 1.0], [3.0, 1.0], 1e-2, WRONG, None),
        ({"dict": {"q": 3.02}}, {"q": 3.0}, 1e-2, PASSED, None),
        ({"dict": {"q": 3.02}}, {"q": 3.0}, 1e-3, WRONG, None),
        (1.000001, 1.0, 1e-7, WRONG, None),
        (1e-6, 0.0, 1e-7, WRONG, None),
        (10**400, 3.0, 1e-2, WRONG, None),
        ([10**400], np.ones(1), 1e-2, WRONG, None),
    ],
)
def test_values_agree_within_the_tolerance(
    seen: Any, equals: Any, rtol: float, outcome: Outcome, misconception: str | None
) -> None:
    found = found_of(seen, "value", equals=equals, rtol=rtol, mistaken={"relu-half": 6.0})
    assert_found(found, outcome, misconception)


def test_other_and_same_values_reveal_what_was_said() -> None:
    code = "v, w, u = tf.ones(2), tf.ones(2), tf.zeros(2)"
    assert_finding(code, "check.same_value(student.v, student.w, mistaken='seed-ignored')", PASSED, None)
    assert_finding(code, "check.same_value(student.v, student.u, mistaken='seed-ignored')", WRONG, "seed-ignored")
    assert_finding(code, "check.other_value(student.v, student.u, mistaken='seed-fixed')", PASSED, None)
    assert_finding(code, "check.other_value(student.v, student.w, mistaken='seed-fixed')", WRONG, "seed-fixed")


def test_a_number_that_no_float_holds_is_another_value() -> None:
    code = "v, w = 1.0, 10**400"
    for pair in ("student.v, student.w", "student.w, student.v"):
        assert_finding(code, f"check.other_value({pair})", PASSED, None)
        assert_finding(code, f"check.same_value({pair})", WRONG, None)
