"""Singular values of products of matrices."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from autograder import theory
from autograder.plots import alternative, singular_values

WIDTH = 100


@functools.cache
def figure() -> tuple[Figure, dict]:
    return singular_values(depths=(1, 4, 16), width=WIDTH)


def test_shapes_and_order() -> None:
    _, data = figure()
    assert set(data) == {(kind, depth) for kind in ("gaussian", "orthogonal") for depth in (1, 4, 16)}
    for found in data.values():
        assert found["measured"].shape == found["theory"].shape == (WIDTH,)
        shown = found["measured"][~np.isnan(found["measured"])]
        assert (np.diff(shown) <= 1e-12).all() and (np.diff(found["theory"]) <= 1e-12).all()


@pytest.mark.parametrize("depth", [1, 4, 16])
def test_orthogonal_products_keep_every_direction(depth: int) -> None:
    np.testing.assert_allclose(figure()[1]["orthogonal", depth]["measured"], 1.0, rtol=1e-10)


def test_one_gaussian_matrix_keeps_the_mean_square() -> None:
    """The mean of s^2 is a mean of n^2 squared normal entries, times n / n."""
    measured = figure()[1]["gaussian", 1]["measured"]
    assert np.mean(measured**2) == pytest.approx(1.0, abs=theory.SIGMAS * math.sqrt(2.0) / WIDTH)


@pytest.mark.parametrize("depth", [1, 4, 16])
def test_measured_shares_are_those_of_theory(depth: int) -> None:
    """Below the q-th quantile lies the share q, to a few of the 100 values: singular values repel each other."""
    found = figure()[1]["gaussian", depth]
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        below = np.mean(np.nan_to_num(found["measured"]) < theory.singular_value_quantiles(depth, np.array(share)))
        assert below == pytest.approx(share, abs=0.04)


def test_the_theory_of_one_matrix_is_the_quarter_circle() -> None:
    """Its distribution function is (s sqrt(4 - s^2) / 2 + 2 asin(s / 2)) / pi."""
    s = figure()[1]["gaussian", 1]["theory"]
    share = (s * np.sqrt(4 - s**2) / 2 + 2 * np.arcsin(s / 2)) / np.pi
    np.testing.assert_allclose(share, 1 - (np.arange(WIDTH) + 0.5) / WIDTH, atol=1e-3)


def test_products_are_of_different_factors() -> None:
    """The powers of one matrix follow the same law, but their determinant is a power of the first one's."""
    _, data = figure()
    first, fourth = (np.log(data["gaussian", depth]["measured"]).sum() for depth in (1, 4))
    assert abs(fourth - 4 * first) > 0.01


def test_the_largest_singular_value() -> None:
    measured = figure()[1]["gaussian", 4]["measured"]
    assert measured[0] == pytest.approx(theory.largest_singular_value(4), rel=0.1)


def test_what_rounding_hides_is_not_shown() -> None:
    found, data = figure()
    measured = data["gaussian", 16]["measured"]
    hidden = int(np.isnan(measured).sum())
    assert 0 < hidden < WIDTH // 10 and (measured[:-hidden] > 1e-13 * measured[0]).all()
    assert [text.get_text() for text in found.axes[2].texts] == [f"{hidden} smallest lost in rounding"]
    assert not found.axes[0].texts


def test_panels_share_a_logarithmic_axis_and_show_the_data() -> None:
    found, data = figure()
    assert {axes.get_yscale() for axes in found.axes} == {"log"}
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in found.axes}) == 1
    assert [axes.get_title() for axes in found.axes] == ["1 matrix", "4 matrices", "16 matrices"]
    for axes, depth in zip(found.axes, (1, 4, 16), strict=True):
        lines = {line.get_label(): line.get_ydata() for line in axes.lines}
        for kind in ("gaussian", "orthogonal"):
            np.testing.assert_array_equal(lines[f"{kind}, theory"], data[kind, depth]["theory"])
            np.testing.assert_array_equal(lines[f"{kind}, measured"], data[kind, depth]["measured"][::4])


def test_the_alternative_has_the_numbers() -> None:
    found, data = figure()
    largest = data["gaussian", 16]["measured"][0]
    assert f"gaussian, depth 16: largest {largest:.3g}, median" in alternative(found)
    assert "orthogonal, depth 16: largest 1, median 1" in alternative(found)
