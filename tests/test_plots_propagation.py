"""Scales of activations and gradients: measurement against theory, and both against the picture."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from autograder import theory
from autograder.plots import (
    activation_histograms,
    activation_scale,
    alternative,
    gradient_scale,
    propagation,
    style,
    tanh_phases,
    width_scale,
)

ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid")
INITIALIZERS = ("glorot_uniform", "he_normal", "orthogonal")
DEPTH, WIDTH, SEEDS, BATCH = 8, 128, 3, 32
SIZE = {"depth": DEPTH, "width": WIDTH, "seeds": SEEDS, "batch": BATCH}


def yours(shape: tuple[int, int], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.0, 0.1, shape)


@functools.cache
def forward() -> tuple[Figure, propagation.Data]:
    return activation_scale(ACTIVATIONS, INITIALIZERS, yours, **SIZE)


@functools.cache
def backward() -> tuple[Figure, propagation.Data]:
    return gradient_scale(ACTIVATIONS, INITIALIZERS, yours, **SIZE)


KEYS = [(activation, label) for activation in ACTIVATIONS for label in (*INITIALIZERS, "yours")]
BOTH = pytest.mark.parametrize("made", [forward, backward])


@BOTH
def test_shapes(made: Any) -> None:
    _, data = made()
    assert list(data) == KEYS
    for found in data.values():
        assert found["theory"].shape == (DEPTH,)
        assert found["band"].shape == (2, DEPTH)
        assert found["measured"].shape == (SEEDS, DEPTH)


@pytest.mark.parametrize("key", KEYS)
def test_activations_are_measured_where_theory_says(key: tuple[str, str]) -> None:
    found = forward()[1][key]
    spread = theory.forward_spread(key[0], found["sigma2"], WIDTH, DEPTH, BATCH)
    np.testing.assert_allclose(found["theory"], theory.forward_moments(key[0], found["sigma2"], DEPTH))
    np.testing.assert_allclose(found["band"], found["theory"] * np.exp([-2 * spread, 2 * spread]))
    assert (np.abs(np.log(found["measured"] / found["theory"])) < theory.SIGMAS * spread).all()


@pytest.mark.parametrize("key", KEYS)
def test_gradients_are_measured_where_theory_says(key: tuple[str, str]) -> None:
    found = backward()[1][key]
    spread = theory.backward_spread(key[0], found["sigma2"], WIDTH, DEPTH, BATCH)
    np.testing.assert_allclose(found["theory"], theory.backward_moments(key[0], found["sigma2"], DEPTH))
    np.testing.assert_allclose(found["band"], found["theory"] * np.exp([-2 * spread, 2 * spread]))
    assert (found["measured"][:, -1] == 1.0).all()
    assert (np.abs(np.log(found["measured"] / found["theory"]))[:, :-1] < theory.SIGMAS * spread[:-1]).all()


@BOTH
def test_sigma2(made: Any) -> None:
    found = {key: entry["sigma2"] for key, entry in made()[1].items()}
    for activation in ACTIVATIONS:
        assert [found[activation, label] for label in INITIALIZERS] == pytest.approx([1.0, 2.0, 1.0])
        # Measured on 24 matrices; std 0.1 is sigma2 1.28.
        tolerance = 2 * theory.std_tolerance("normal", SEEDS * DEPTH * WIDTH**2)
        assert found[activation, "yours"] == pytest.approx(WIDTH * 0.01, rel=tolerance)


def test_closed_forms() -> None:
    layers = np.arange(DEPTH)
    np.testing.assert_allclose(forward()[1]["relu", "glorot_uniform"]["theory"], 0.5**layers)
    np.testing.assert_allclose(forward()[1]["linear", "he_normal"]["theory"], 2.0 ** (layers + 1))
    np.testing.assert_allclose(backward()[1]["linear", "he_normal"]["theory"], 2.0 ** layers[::-1])
    np.testing.assert_allclose(backward()[1]["relu", "he_normal"]["theory"], 1.0)


@BOTH
def test_orthogonal_linear_layers_keep_every_length(made: Any) -> None:
    measured = made()[1]["linear", "orthogonal"]["measured"]
    np.testing.assert_allclose(measured, measured[:, -1:] * np.ones(DEPTH), rtol=1e-5)


def test_networks_differ() -> None:
    measured = forward()[1]["relu", "he_normal"]["measured"]
    assert len({*measured[:, -1]}) == SEEDS


def test_every_matrix_is_asked_for_once_and_with_its_own_seed() -> None:
    calls = []

    def recorded(shape: tuple[int, int], seed: int) -> np.ndarray:
        calls.append((shape, seed))
        return yours(shape, seed)

    activation_scale(("linear", "tanh"), (), recorded, depth=4, width=8, seeds=3, batch=2)
    assert {shape for shape, _ in calls} == {(8, 8)}
    assert len(calls) == len({seed for _, seed in calls}) == 12


@BOTH
def test_panels_share_their_axes(made: Any) -> None:
    figure, _ = made()
    assert len(figure.axes) == len(KEYS)
    assert {axes.get_yscale() for axes in figure.axes} == {"log"}
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}) == 1
    assert [axes.get_title().split("\n")[0] for axes in figure.axes[:4]] == [*INITIALIZERS, "yours"]
    assert [axes.get_ylabel().split("\n")[0] for axes in figure.axes[::4]] == list(ACTIVATIONS)


@BOTH
def test_what_is_drawn_is_the_data(made: Any) -> None:
    figure, data = made()
    for axes, found in zip(figure.axes, data.values(), strict=True):
        reference, line, *markers = axes.lines
        assert to_hex(reference.get_color()) == style.GREY and list(reference.get_ydata()) == [1.0, 1.0]
        np.testing.assert_array_equal(line.get_ydata(), found["theory"])
        np.testing.assert_array_equal([m.get_ydata() for m in markers], found["measured"])
        assert {m.get_linestyle() for m in markers} == {"None"}
        (band,) = axes.collections
        corners = band.get_paths()[0].vertices
        for layer in range(DEPTH):
            heights = corners[corners[:, 0] == layer + 1, 1]
            assert (heights.min(), heights.max()) == pytest.approx(tuple(found["band"][:, layer]))
        low, high = axes.get_ylim()
        assert low < found["measured"].min() and found["measured"].max() < high


@BOTH
def test_the_alternative_and_the_title_have_the_numbers(made: Any) -> None:
    figure, data = made()
    layer = -1 if made is forward else 0
    ends = {key: propagation.typical(found, layer) for key, found in data.items()}
    for (activation, label), found in data.items():
        assert (
            f"{activation} with {label} (sigma² {found['sigma2']:.3g}): theory {found['theory'][layer]:.2g}, "
            f"measured {ends[activation, label]:.2g}"
        ) in alternative(figure)
    for extreme in (min, max):
        activation, label = extreme(ends, key=ends.get)
        assert f"{style.number(ends[activation, label])} ({activation}, {label})" in figure.get_suptitle()


def test_the_typical_value_is_a_geometric_mean() -> None:
    found = {"measured": np.array([[1.0, 4.0], [1.0, 9.0]])}
    assert propagation.typical(found, 1) == pytest.approx(6.0)
    assert propagation.typical({"measured": np.array([[0.0], [9.0]])}, 0) == 0.0
    assert propagation.typical({"measured": np.array([[math.nan], [9.0]])}, 0) == math.inf


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("draw", [activation_scale, gradient_scale])
def test_zeros_and_explosions_are_said_in_words(draw: Any) -> None:
    """Zeros leave nothing to draw. Ones: about 128 after the first product, 128^2 times more after each further one.

    The eighth brings 128^15 = 4e31, beyond the axis: forward in layer 8, backward in layer 2 of 10.
    """
    figure, data = draw(("linear",), ("zeros", "ones"), depth=10, width=WIDTH, seeds=1, batch=4)
    said = [axes.texts[0].get_text() for axes in figure.axes]
    if draw is activation_scale:
        assert (data["linear", "zeros"]["measured"] == 0.0).all()
        assert said == ["layers 1 to 10: 0", "layers 8 to 10: off axis"]
    else:
        assert (data["linear", "zeros"]["measured"] == [[*[0.0] * 9, 1.0]]).all()
        assert said == ["layers 1 to 9: 0", "layers 1 to 2: off axis"]
    assert np.isnan(data["linear", "zeros"]["band"]).all()
    assert "0 (linear, zeros)" in figure.get_suptitle()
    assert figure.axes[0].get_ylim()[1] <= 3 * propagation.CEILING
    figure._repr_html_()


@pytest.mark.filterwarnings("error")
def test_scales_beyond_float64_are_off_the_axis() -> None:
    huge = {
        "huge": lambda shape, seed: 1e30 * yours(shape, seed),
        "tiny": lambda shape, seed: 1e-30 * yours(shape, seed),
    }
    figure, data = activation_scale(("linear",), huge, depth=16, width=8, seeds=1, batch=2)
    assert not np.isfinite(data["linear", "huge"]["measured"][0, -1])
    assert figure.get_suptitle().endswith("between 0 (linear, tiny)\nand inf (linear, huge)")
    assert data["linear", "tiny"]["measured"][0, -1] == 0.0
    assert [axes.texts[0].get_text() for axes in figure.axes] == ["layers 1 to 16: off axis"] * 2
    figure._repr_html_()


@pytest.mark.parametrize(
    ("measured", "text"),
    [
        ([[1.0, 2.0, 3.0]], ""),
        ([[1.0, 2.0, 0.0]], "layer 3: 0"),
        ([[1.0, 1e-40, 0.0]], "layers 2 to 3: off axis"),
        ([[1.0, 1.0, 1e40]], "layer 3: off axis"),
        ([[1.0, math.nan, math.inf], [1.0, 1.0, 1.0]], "layers 2 to 3: off axis"),
    ],
)
def test_what_a_panel_cannot_show(measured: list[list[float]], text: str) -> None:
    assert propagation.absent({"measured": np.array(measured)}) == text


@pytest.mark.parametrize(
    "draw",
    [activation_scale, gradient_scale, lambda names: width_scale(activation=names[0]), activation_histograms],
)
def test_an_unknown_activation(draw: Any) -> None:
    with pytest.raises(ValueError, match="no activation 'gelu'; there are linear"):
        draw("gelu" if draw is activation_histograms else ("gelu",))


@pytest.mark.parametrize("draw", [activation_scale, gradient_scale, activation_histograms])
def test_an_unknown_initializer(draw: Any) -> None:
    with pytest.raises(ValueError, match="he_norml: no initializer 'he_norml'"):
        draw(initializers=("he_norml",))


# One std at several widths.


@functools.cache
def widths() -> tuple[Figure, dict[int, dict[str, Any]]]:
    return width_scale(0.1, "relu", (32, 128, 512), depth=6, seeds=2, batch=16)


def test_one_std_is_another_sigma2_at_every_width() -> None:
    _, data = widths()
    assert {width: found["sigma2"] for width, found in data.items()} == pytest.approx({32: 0.32, 128: 1.28, 512: 5.12})
    for width, found in data.items():
        np.testing.assert_allclose(found["theory"], 2 * (width * 0.01 / 2) ** np.arange(1.0, 7.0))
        spread = theory.forward_spread("relu", found["sigma2"], width, 6, 16)
        np.testing.assert_allclose(found["band"], found["theory"] * np.exp([-2 * spread, 2 * spread]))
        assert (np.abs(np.log(found["measured"] / found["theory"])) < theory.SIGMAS * spread).all()


def test_every_width_has_a_line_a_colour_and_a_name() -> None:
    figure, data = widths()
    (axes,) = figure.axes
    assert axes.get_yscale() == "log"
    assert [text.get_text() for text in axes.texts] == [
        "32 units, σ² = 0.32",
        "128 units, σ² = 1.28",
        "512 units, σ² = 5.12",
    ]
    lines = [line for line in axes.lines[1:] if line.get_linestyle() == "-"]
    for line, text, found in zip(lines, axes.texts, data.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), found["theory"])
        assert line.get_color() == text.get_color()
        assert text.xy[1] == pytest.approx(found["theory"][-1])
    assert len({line.get_color() for line in lines}) == 3


def test_the_message_of_the_widths() -> None:
    figure, data = widths()
    low, high = (style.number(propagation.typical(data[width], -1)) for width in (32, 512))
    assert figure.get_suptitle() == f"One std, 0.1: after 6 layers q is {low} with 32 units, {high} with 512 units"
    assert "512 units (sigma² 5.12): theory 5.6e+02, measured" in alternative(figure)


# Histograms.

HALF = 256


@functools.cache
def histograms(activation: str) -> tuple[Figure, dict[tuple[str, int], dict[str, Any]]]:
    # With the identity, z_1 is the input: independent standard normal values.
    identity = {"identity": lambda shape, seed: np.eye(*shape), "small": lambda shape, seed: 0.1 * np.eye(*shape)}
    return activation_histograms(activation, identity, layers=(1, 3), width=HALF, batch=HALF)


@pytest.mark.parametrize(
    ("activation", "share"),
    [
        ("linear", 0.0),
        ("relu", 0.5),
        ("tanh", math.erfc(math.atanh(0.97) / math.sqrt(2))),
        ("sigmoid", math.erfc(2 * math.atanh(0.97) / math.sqrt(2))),
    ],
)
def test_saturated_shares(activation: str, share: float) -> None:
    saturated = histograms(activation)[1]["identity", 1]["saturated"]
    assert saturated == pytest.approx(share, abs=theory.SIGMAS * math.sqrt(share * (1 - share)) / HALF + 1e-12)


def test_histograms_are_of_activations() -> None:
    _, data = histograms("tanh")
    assert list(data) == [("identity", 1), ("identity", 3), ("small", 1), ("small", 3)]
    for found in data.values():
        assert found["values"].shape == (HALF * HALF,)
        assert found["std"] == pytest.approx(found["values"].std())
    once = data["identity", 1]["values"]
    np.testing.assert_allclose(data["identity", 3]["values"], np.tanh(np.tanh(once)))
    np.testing.assert_allclose(np.arctanh(data["small", 1]["values"]), 0.1 * np.arctanh(once), rtol=1e-4)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_histograms_share_their_axes_and_hold_every_value(activation: str) -> None:
    figure, data = histograms(activation)
    assert len({(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes}) == 1
    for axes, found in zip(figure.axes, data.values(), strict=True):
        (stairs,) = axes.patches
        heights, edges, _ = stairs.get_data()
        assert heights.sum() == pytest.approx(1.0)
        low, high = edges[10], edges[11]
        assert heights[10] == pytest.approx(np.mean((found["values"] >= low) & (found["values"] < high)), abs=1e-12)
        text = axes.texts[0].get_text()
        assert style.number(found["std"]) in text and text.endswith(f"{found['saturated']:.0%}")


def test_relu_says_where_values_beyond_the_axis_went() -> None:
    figure, _ = histograms("relu")
    assert figure.get_supxlabel() == "activation (relu); the last bin holds what is beyond"
    assert histograms("tanh")[0].get_supxlabel() == "activation (tanh)"


def test_the_message_of_the_histograms() -> None:
    figure, data = histograms("tanh")
    small, large = (style.number(data[label, 3]["std"]) for label in ("small", "identity"))
    assert figure.get_suptitle() == (
        f"3 layers of tanh: the activations end with std {small} (small) to {large} (identity)"
    )
    assert f"identity: std {data['identity', 3]['std']:.2g}, |a| > .97 0%" in alternative(figure)


def test_the_default_starts_vanish_last_and_saturate() -> None:
    _, data = activation_histograms(layers=(1, 12), width=64, batch=32)
    vanishing, _, saturated = (data[label, 12] for label in propagation.THREE)
    assert vanishing["std"] < 1e-6 and vanishing["saturated"] == 0.0
    assert saturated["std"] > 0.5


# Phases of tanh.


def mean(function: Any, q: float) -> float:
    """E[function(z)], z ~ N(0, q), by the trapezoidal rule on a fine grid."""
    z = np.linspace(-12, 12, 200001) * math.sqrt(q)
    density = np.exp(-(z**2) / (2 * q)) / math.sqrt(2 * math.pi * q)
    return float(np.trapezoid(function(z) * density, z))


def test_tanh_settles_where_the_map_has_its_fixed_point() -> None:
    _, data = tanh_phases()
    assert (data["sigma2"][0], data["sigma2"][-1]) == (0.5, 4.0)
    below = data["sigma2"] <= 1
    assert (data["q"][below] == 0.0).all()
    np.testing.assert_allclose(data["chi"][below], data["sigma2"][below])
    for s, q, chi in list(zip(data["sigma2"], data["q"], data["chi"], strict=True))[30::20]:
        assert q == pytest.approx(s * mean(lambda z: np.tanh(z) ** 2, q), rel=1e-6)
        assert chi == pytest.approx(s * mean(lambda z: np.cosh(z) ** -4.0, q), rel=1e-6)
    assert (data["chi"][data["sigma2"] > 1.0] > 1.0).all()  # the title's claim


def test_marks_of_the_phases() -> None:
    figure, data = tanh_phases()
    marks = data["marks"]
    assert {label: mark["sigma2"] for label, mark in marks.items()} == {
        "Glorot, LeCun": 1.0,
        "He": 2.0,
        "gain 5/3": 25 / 9,
    }
    upper, lower = figure.axes
    assert upper.get_xlim() == lower.get_xlim() == (0.5, 4.0)
    for axes, key in ((upper, "q"), (lower, "chi")):
        curve = axes.lines[0]
        np.testing.assert_array_equal(curve.get_xdata(), data["sigma2"])
        np.testing.assert_array_equal(curve.get_ydata(), data[key])
        points = [(line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines if line.get_marker() == "o"]
        assert points == [(mark["sigma2"], mark[key]) for mark in marks.values()]
    for label, mark in marks.items():
        assert f"{label} (sigma² {mark['sigma2']:.3g}): q {mark['q']:.2f}, chi {mark['chi']:.2f}" in alternative(figure)
