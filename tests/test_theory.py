"""Signal propagation: closed forms, the papers' numbers, and networks that were drawn and measured.

Expected values come from integrals by another rule than the module's, from formulas worked out by hand,
or from simulation. Statistical bands are 5 sigma.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from autograder import theory

#: Few enough for OpenBLAS to multiply on one thread: on a busy machine two take minutes.
INPUTS = 16


def integral(function: Callable[[np.ndarray], np.ndarray], q: float) -> float:
    """E[function(z)], z ~ N(0, q): a plain sum over an even grid, with an offset that no symmetry can use."""
    step = min(0.02, 0.02 * math.sqrt(q))
    z = np.arange(-12.0 * math.sqrt(q), 12.0 * math.sqrt(q), step) + 0.377 * step
    return float(step * np.sum(function(z) * np.exp(-0.5 * z * z / q)) / math.sqrt(2.0 * math.pi * q))


def draws_of_pair(q: float, c: float, count: int = 400_000) -> tuple[np.ndarray, np.ndarray]:
    a, b = math.sqrt(q) * np.random.default_rng(1).standard_normal((2, count))
    return a, c * a + math.sqrt(1.0 - c * c) * b


def assert_mean(values: np.ndarray, expected: float) -> None:
    assert abs(values.mean() - expected) <= 5.0 * values.std() / math.sqrt(values.size)


# The mean over a normal variable.


@pytest.mark.parametrize("q", [1e-20, 1e-3, 0.5, 1.0, 2.0, 30.0, 1e4, 1e14])
def test_expectation_of_powers(q: float):
    assert theory.expectation(lambda z: z**2, q) == pytest.approx(q, rel=1e-9)
    assert theory.expectation(lambda z: z**4, q) == pytest.approx(3.0 * q * q, rel=1e-9)
    assert theory.expectation(lambda z: np.maximum(z, 0.0) ** 2, q) == pytest.approx(q / 2.0, rel=1e-9)
    assert theory.expectation(lambda z: np.maximum(z, 0.0) ** 4, q) == pytest.approx(1.5 * q * q, rel=1e-9)
    assert theory.expectation(lambda z: (z > 0.0) * 1.0, q) == pytest.approx(0.5, rel=1e-9)
    assert theory.expectation(lambda z: z**3, q) == pytest.approx(0.0, abs=1e-9 * q**1.5)


def test_expectation_without_spread():
    assert theory.expectation(np.cos, 0.0) == pytest.approx(1.0)


@pytest.mark.parametrize("q", [0.1, 1.0, 10.0, 512.0, 1e6])
def test_expectation_of_what_saturates(q: float):
    """Wide z too: weights of standard deviation 1 on 512 units make q 512."""
    for function in (lambda z: np.tanh(z) ** 2, lambda z: (1.0 - np.tanh(z) ** 2) ** 4, lambda z: 1.0 / (1.0 + z * z)):
        assert theory.expectation(function, q) == pytest.approx(integral(function, q), rel=1e-8)


@pytest.mark.parametrize("q", [0.01, 1.0, 100.0])
@pytest.mark.parametrize("name", theory.ACTIVATIONS)
def test_derivatives(name: str, q: float):
    phi, slope = theory.ACTIVATIONS[name]
    z = math.sqrt(q) * np.array([-2.3, -0.7, 0.2, 1.9])
    assert slope(z) == pytest.approx((phi(z + 1e-6) - phi(z - 1e-6)) / 2e-6, rel=1e-4, abs=1e-9)


def test_far_out_nothing_overflows():
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for phi, slope in theory.ACTIVATIONS.values():
            assert np.isfinite(phi(np.array([-1e6, 1e6]))).all()
            assert np.isfinite(slope(np.array([-1e6, 1e6]))).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda name: theory.next_moment(name, 1.0, 1.0),
        lambda name: theory.forward_moments(name, 1.0, 3),
        lambda name: theory.backward_moments(name, 1.0, 3),
        lambda name: theory.gradient_gain(name, 1.0, 1.0),
        lambda name: theory.log_slope(name, 1.0, 1.0),
        lambda name: theory.fixed_point(name, 1.0),
        lambda name: theory.correlation_map(name, 1.0, 0.0),
        lambda name: theory.forward_spread(name, 1.0, 64, 3),
        lambda name: theory.backward_spread(name, 1.0, 64, 3),
    ],
)
def test_an_unknown_activation_is_named(call: Callable[[str], object]):
    with pytest.raises(ValueError, match=r"'gelu'.*linear, relu, tanh, sigmoid"):
        call("gelu")


# Forward.


def test_sigma2_of_the_initializers():
    assert 300 * theory.he_std(300) ** 2 == pytest.approx(2.0)
    assert 300 * theory.lecun_std(300) ** 2 == pytest.approx(1.0)
    assert 784 * theory.glorot_std(784, 512) ** 2 == pytest.approx(2 * 784 / 1296)
    assert 128 * theory.glorot_std(128, 10) ** 2 == pytest.approx(256 / 138)


@pytest.mark.parametrize("sigma2", [0.0512, 1 / 3, 1.0, 2.0, 5.12])
def test_forward_moments_of_linear_and_relu(sigma2: float):
    layers = np.arange(20)
    assert theory.forward_moments("linear", sigma2, 20) == pytest.approx(sigma2 ** (layers + 1), rel=1e-9)
    assert theory.forward_moments("relu", sigma2, 20) == pytest.approx(sigma2 * (sigma2 / 2) ** layers, rel=1e-9)
    assert theory.forward_moments("relu", sigma2, 20, 3.0)[-1] == pytest.approx(
        3 * sigma2 * (sigma2 / 2) ** 19, rel=1e-9
    )


def test_forward_moments_of_tanh():
    found = theory.forward_moments("tanh", 1.0, 20)
    assert found.shape == (20,) and found[0] == 1.0
    assert found[1:6] == pytest.approx([0.3943, 0.2365, 0.1667, 0.1279, 0.1034], abs=5e-5)
    assert found[-1] == pytest.approx(0.02729, abs=5e-6)
    assert theory.forward_moments("tanh", 5.12, 20)[-1] == pytest.approx(3.025, abs=5e-4)
    assert theory.forward_moments("tanh", 1 / 3, 20)[-1] == pytest.approx(1.51e-10, rel=5e-3)
    assert theory.forward_moments("tanh", 1.0, 1) == pytest.approx([1.0])


def test_tanh_at_the_edge_decays_as_one_over_twice_the_depth():
    """E[tanh^2] = q - 2 q^2 + (17/3) q^3 - ..., so 1/q grows by 2 a layer."""
    q = 1e-3
    assert theory.next_moment("tanh", 1.0, q) == pytest.approx(q - 2 * q**2 + 17 / 3 * q**3, abs=50 * q**4)
    found = theory.forward_moments("tanh", 1.0, 2000)
    assert 1.0 / found[-1] - 1.0 / found[-101] == pytest.approx(200.0, rel=2e-3)


@pytest.mark.parametrize("q", [1e-4, 0.3, 1.0, 5.0, 200.0])
@pytest.mark.parametrize(
    ("name", "square"),
    [("tanh", lambda z: (1 - 2 / (np.exp(2 * z) + 1)) ** 2), ("sigmoid", lambda z: 1 / (1 + np.exp(-z)) ** 2)],
)
def test_next_moment_against_another_integral(name: str, square: Callable, q: float):
    assert theory.next_moment(name, 1.7, q) == pytest.approx(1.7 * integral(square, q), rel=1e-8)


@pytest.mark.parametrize(
    ("name", "sigma2", "expected"),
    [
        ("linear", 0.9, 0.0),
        ("linear", 1.0, 1.0),
        ("linear", 1.1, math.inf),
        ("relu", 1.9, 0.0),
        ("relu", 2.0, 1.0),
        ("relu", 2.1, math.inf),
        ("tanh", 0.5, 0.0),
        ("tanh", 1.0, 0.0),
    ],
)
def test_fixed_points_at_the_ends(name: str, sigma2: float, expected: float):
    assert theory.fixed_point(name, sigma2) == expected


@pytest.mark.parametrize(
    ("sigma2", "q", "chi", "digits"),
    [
        (1.1, 0.0519, 1.0027, 5e-5),
        (1.3, 0.1649, 1.0184, 5e-5),
        (2.0, 0.61797, 1.1055, 5e-5),
        (25 / 9, 1.1785, 1.2098, 5e-5),
    ],
)
def test_fixed_points_of_tanh(sigma2: float, q: float, chi: float, digits: float):
    found = theory.fixed_point("tanh", sigma2)
    assert found == pytest.approx(q, abs=digits)
    assert theory.gradient_gain("tanh", sigma2, found) == pytest.approx(chi, abs=digits)


@pytest.mark.parametrize("sigma2", [1.001, 1.3, 4.0, 512.0])
@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_a_fixed_point_stays_and_draws_in(name: str, sigma2: float):
    found = theory.fixed_point(name, sigma2)
    assert theory.next_moment(name, sigma2, found) == pytest.approx(found, rel=1e-9)
    assert abs(theory.log_slope(name, sigma2, found)) < 1.0
    assert theory.next_moment(name, sigma2, found / 2) > found / 2


@pytest.mark.parametrize("q", [1e-6, 0.1, 1.0, 10.0])
@pytest.mark.parametrize("name", theory.ACTIVATIONS)
def test_log_slope_against_a_difference(name: str, q: float):
    above, below = (math.log(theory.next_moment(name, 1.4, q * math.exp(e))) for e in (1e-4, -1e-4))
    assert theory.log_slope(name, 1.4, q) == pytest.approx((above - below) / 2e-4, abs=1e-6)
    if name in ("linear", "relu"):
        assert theory.log_slope(name, 1.4, q) == pytest.approx(1.0)


# Backward.


def test_gradient_gain():
    for q in (0.1, 1.0, 50.0):
        assert theory.gradient_gain("linear", 1.7, q) == pytest.approx(1.7)
        assert theory.gradient_gain("relu", 1.7, q) == pytest.approx(0.85)
    assert theory.gradient_gain("sigmoid", 16.0, 0.0) == pytest.approx(1.0)  # sigmoid's slope at 0 is 1/4
    assert theory.gradient_gain("tanh", 1.5, 0.0) == pytest.approx(1.5)


def test_gradients_of_saturated_tanh_grow():
    """Far out E[tanh'^2] is the integral of sech^4, 4/3, times the density at 0: chi = 4/3 sqrt(sigma2 / 2 pi)."""
    found = theory.gradient_gain("tanh", 1e4, 1e4)
    assert found == pytest.approx(4 / 3 * math.sqrt(1e4 / (2 * math.pi)), rel=1e-3)


@pytest.mark.parametrize(
    ("name", "sigma2", "expected", "digits"),
    [
        ("relu", 2.0, 1.0, 1e-9),
        ("relu", 1.0, 2.0**-19, 1e-15),
        ("tanh", 25 / 9, 20.96, 5e-3),
        ("tanh", 1.0, 0.03786, 5e-6),
        ("tanh", 1 / 3, 4.79e-10, 5e-13),
    ],
)
def test_backward_moments(name: str, sigma2: float, expected: float, digits: float):
    found = theory.backward_moments(name, sigma2, 20)
    assert found.shape == (20,) and found[-1] == 1.0
    assert found[0] == pytest.approx(expected, abs=digits)


def test_a_layer_passes_gradients_by_its_own_spread():
    """delta_1 = (delta_2 W_2) phi'(z_1): the slope is that of q_1, not of the layer after it."""
    q = theory.forward_moments("tanh", 2.0, 3, 4.0)
    gains = [2.0 * integral(lambda z: np.cosh(z) ** -4, value) for value in q]
    assert theory.backward_moments("tanh", 2.0, 3, 4.0) == pytest.approx([gains[0] * gains[1], gains[1], 1.0])
    assert theory.backward_moments("tanh", 2.0, 1) == pytest.approx([1.0])


# Two inputs.


def test_correlations_of_relu():
    found = theory.correlations("relu", 2.0, 20)
    assert found.shape == (20,) and found[0] == 0.0
    assert found[[1, 2, 5, 10, 19]] == pytest.approx([0.3183, 0.4937, 0.7359, 0.8715, 0.9445], abs=5e-5)
    assert found[1] == pytest.approx(1.0 / math.pi)
    assert theory.correlation_map("relu", 3.0, -1.0) == pytest.approx(0.0, abs=1e-9)
    assert theory.correlation_map("relu", 3.0, 1.0) == pytest.approx(1.0)


def test_correlations_of_linear_stay():
    assert theory.correlations("linear", 1.3, 7, 0.4) == pytest.approx([0.4] * 7, rel=1e-9)
    assert theory.correlation_map("linear", 3.0, -0.2) == pytest.approx(-0.2)


def test_correlations_go_through_the_layers_own_spread():
    expected, q = [0.3], theory.forward_moments("tanh", 6.0, 4)
    for value in q[:3]:
        expected.append(theory.correlation_map("tanh", value, expected[-1]))
    assert theory.correlations("tanh", 6.0, 4, 0.3) == pytest.approx(expected)
    assert theory.correlation_map("tanh", q[0], 0.3) < theory.correlation_map("tanh", q[2], 0.3) - 1e-4


@pytest.mark.parametrize("c", [-0.5, 0.0, 0.6, 0.95])
@pytest.mark.parametrize(("name", "q"), [("relu", 0.7), ("tanh", 1.5), ("tanh", 40.0), ("sigmoid", 9.0)])
def test_correlation_map_against_draws(name: str, q: float, c: float):
    phi, _ = theory.ACTIVATIONS[name]
    a, b = draws_of_pair(q, c)
    assert_mean(phi(a) * phi(b) / integral(lambda z: phi(z) ** 2, q), theory.correlation_map(name, q, c))


def test_very_wide_tanh_is_a_sign():
    """E[sign(a) sign(b)] = 2/pi arcsin(c) (Sheppard); tanh of q = 3000 is one but for 1 in 30."""
    for c in (0.2, 0.5, 0.8):
        assert theory.correlation_map("tanh", 3000.0, c) == pytest.approx(2 / math.pi * math.asin(c), rel=0.03)


@pytest.mark.parametrize("c", [-0.5, 0.3, 0.9])
@pytest.mark.parametrize(("name", "q"), [("linear", 2.0), ("relu", 2.0), ("tanh", 2.0), ("sigmoid", 20.0)])
def test_pairs_against_draws(name: str, q: float, c: float):
    phi, slope = theory.ACTIVATIONS[name]
    functions = (lambda z: slope(z) ** 2, phi, lambda z: phi(z) ** 2, slope)
    a, b = draws_of_pair(q, c)
    for order, function in enumerate(functions):
        assert_mean(function(a) * function(b), theory._pair(name, (order, order), q, c))
    if name in ("tanh", "sigmoid"):
        assert_mean(functions[0](a) * functions[2](b), theory._pair(name, (0, 2), q, c))


@pytest.mark.parametrize("q", [0.01, 1.0, 9.0, 30.0])
def test_pairs_alike_and_apart(q: float):
    """c = 1 is one input, c = 0 two independent ones: the integral over one variable tells. And a hair beside them."""
    square, gate = (lambda z: np.tanh(z) ** 2), (lambda z: np.cosh(z) ** -4)
    for c in (1.0, 1.0 - 1e-9):
        assert theory._pair("tanh", (2, 2), q, c) == pytest.approx(integral(lambda z: square(z) ** 2, q), rel=1e-4)
        assert theory._pair("tanh", (0, 2), q, c) == pytest.approx(integral(lambda z: gate(z) * square(z), q), rel=1e-4)
    for c in (0.0, 1e-9):
        assert theory._pair("tanh", (2, 2), q, c) == pytest.approx(integral(square, q) ** 2, rel=1e-4)
        assert theory._pair("tanh", (0, 2), q, c) == pytest.approx(integral(gate, q) * integral(square, q), rel=1e-4)


# Finite width.


def measured(
    name: str, sigma2: float, width: int, depth: int, draws: int, inputs: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mean squares of z and of delta over the units, of networks drawn anew: shape (draws, depth, inputs) both."""
    random = np.random.default_rng(7)
    phi, slope = theory.ACTIVATIONS[name]
    forward, backward = np.empty((2, draws, depth, inputs))
    for draw in range(draws):
        h, zs, weights = random.standard_normal((inputs, width), dtype=np.float32), [], []
        for _ in range(depth):
            w = random.standard_normal((width, width), dtype=np.float32)
            weights.append(w * np.float32(math.sqrt(sigma2 / width)))
            zs.append(h @ weights[-1])
            h = phi(zs[-1])
        forward[draw] = [(z**2).mean(axis=1) for z in zs]
        delta = random.standard_normal((inputs, width), dtype=np.float32)
        for layer in range(depth - 1, -1, -1):
            backward[draw, layer] = (delta**2).mean(axis=1)
            if layer:
                delta = (delta @ weights[layer].T) * slope(zs[layer - 1]).astype(np.float32)
    return forward, backward


WIDTH, DEPTH, DRAWS = 128, 12, 200


@pytest.fixture(scope="module", params=[("linear", 1.0), ("relu", 2.0), ("tanh", 1.0), ("tanh", 25 / 9)], ids=str)
def networks(request: pytest.FixtureRequest) -> tuple[str, float, np.ndarray, np.ndarray]:
    return *request.param, *measured(*request.param, WIDTH, DEPTH, DRAWS, INPUTS)


def assert_spread(logs: np.ndarray, expected: np.ndarray, second_order: float) -> None:
    """The measured spread is the theory's, but for a sample's error and for what is of second order in 1/n."""
    sampling = 5.0 / math.sqrt(2.0 * len(logs))
    assert logs.std(axis=0) == pytest.approx(expected, rel=sampling + second_order)


@pytest.mark.parametrize("batch", [1, INPUTS])
def test_forward_spread_against_networks(networks: tuple, batch: int):
    name, sigma2, forward, _ = networks
    logs = np.log(forward[:, :, :batch].mean(axis=2))
    assert_spread(logs, theory.forward_spread(name, sigma2, WIDTH, DEPTH, batch), 0.5 * batch / WIDTH)


@pytest.mark.parametrize("batch", [1, INPUTS])
def test_backward_spread_against_networks(networks: tuple, batch: int):
    name, sigma2, _, backward = networks
    logs = np.log(backward[:, :, :batch].mean(axis=2))
    found = theory.backward_spread(name, sigma2, WIDTH, DEPTH, batch)
    assert found.shape == (DEPTH,) and found[-1] == 0.0
    assert_spread((logs - logs[:, -1:])[:, :-1], found[:-1], 0.5 * batch / WIDTH)


def test_means_against_networks(networks: tuple):
    name, sigma2, forward, backward = networks
    for found, expected in (
        (forward, theory.forward_moments(name, sigma2, DEPTH)),
        (backward, theory.backward_moments(name, sigma2, DEPTH)),
    ):
        means = found.mean(axis=2)  # over the inputs of a draw: these are not independent
        error = 5.0 * means.std(axis=0) / math.sqrt(DRAWS)
        # Finite width moves E[q] of tanh by O(depth / width); linear and relu not at all.
        bias = 2.0 * DEPTH / WIDTH * expected if name == "tanh" else 0.0
        assert (np.abs(means.mean(axis=0) - expected) < error + bias).all()


def test_spread_of_tanh_against_many_networks():
    """Two thousand draws see the parts that are tanh's own: chi hangs on q, and the deltas of two inputs part."""
    width, depth, inputs = 64, 12, 32
    forward, backward = measured("tanh", 25 / 9, width, depth, 2000, inputs)
    for batch in (1, inputs):
        z, delta = (np.log(found[:, :, :batch].mean(axis=2)) for found in (forward, backward))
        assert_spread(z, theory.forward_spread("tanh", 25 / 9, width, depth, batch), 3.0 / width)
        found = theory.backward_spread("tanh", 25 / 9, width, depth, batch)
        assert_spread((delta - delta[:, -1:])[:, :-1], found[:-1], 3.0 / width)


def test_spread_of_tanh_by_hand():
    """One input, three layers: each term of the variances written out, with integrals and differences of this file."""

    def square(z: np.ndarray) -> np.ndarray:
        return np.tanh(z) ** 2

    def gate(z: np.ndarray) -> np.ndarray:
        return (1.0 - np.tanh(z) ** 2) ** 2

    def covariance(f: Callable, g: Callable, q: float) -> float:
        return integral(lambda z: f(z) * g(z), q) / integral(f, q) / integral(g, q) - 1.0

    def steepness(f: Callable, q: float) -> float:
        return math.log(integral(f, q * 1.001) / integral(f, q / 1.001)) / math.log(1.001**2)

    sigma2, n = 3.0, 100
    q1 = sigma2
    q2 = sigma2 * integral(square, q1)
    slope1, slope2 = steepness(square, q1), steepness(square, q2)
    carried1, added1, added2 = 2.0, covariance(square, square, q1), covariance(square, square, q2)
    carried2 = slope1**2 * carried1 + added1
    carried3 = slope2**2 * carried2 + added2
    expected = np.sqrt(np.array([carried1 + 2.0, carried2 + 2.0, carried3 + 2.0]) / n)
    assert theory.forward_spread("tanh", sigma2, n, 3) == pytest.approx(expected, rel=1e-4)

    own1, own2 = (3.0 * (covariance(gate, gate, q) + 1.0) - 1.0 for q in (q1, q2))
    bend1, bend2 = steepness(gate, q1), steepness(gate, q2)
    second = own2 + bend2**2 * carried2
    from1 = bend1 + slope1 * bend2  # q_1 moves chi_1, and chi_2 by way of q_2
    first = own2 + own1 + 2.0 * bend2 * covariance(gate, square, q1) + bend2**2 * added1 + from1**2 * carried1
    expected = np.sqrt(np.array([first, second, 0.0]) / n)
    assert theory.backward_spread("tanh", sigma2, n, 3) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(("name", "sigma2", "added"), [("linear", 1.0, 2.0), ("relu", 2.0, 5.0)])
def test_spread_of_one_input_in_closed_form(name: str, sigma2: float, added: float):
    """2/n for the input, then 2/n or 5/n a layer, and 2/n for the units that are looked at."""
    layers = np.arange(10)
    assert theory.forward_spread(name, sigma2, 100, 10) == pytest.approx(np.sqrt((4.0 + added * layers) / 100))
    assert theory.backward_spread(name, sigma2, 100, 10) == pytest.approx(np.sqrt(added * layers[::-1] / 100))


def test_spread_of_relu_as_measured_once():
    """Means of other networks' spreads: sqrt(5 L / n) but for the ends."""
    for width, depth, expected in ((64, 10, 0.884), (256, 10, 0.442), (100, 50, 1.58)):
        assert theory.forward_spread("relu", 2.0, width, depth)[-1] == pytest.approx(expected, rel=0.02)


def test_spread_of_a_batch_of_linear_networks():
    """Inputs that are orthogonal but for chance, cosine^2 1/n at first and 1/n more with each layer."""
    width, batch, total = 50, 4, 2.0 / (50 * 4)
    for layer, found in enumerate(theory.forward_spread("linear", 1.0, width, 5, batch)):
        units = (2.0 / batch + (1 - 1 / batch) * 2.0 * (layer + 1) / width) / width
        assert found == pytest.approx(math.sqrt(total + units), rel=1e-9)
        total += units
    total = 0.0
    for before, found in enumerate(theory.backward_spread("linear", 1.0, width, 5, batch)[-2::-1]):
        total += (2.0 / batch + (1 - 1 / batch) * 2.0 * (before + 1) / width) / width
        assert found == pytest.approx(math.sqrt(total), rel=1e-9)


@pytest.mark.parametrize("spread", [theory.forward_spread, theory.backward_spread])
@pytest.mark.parametrize("name", theory.ACTIVATIONS)
def test_spread_falls_with_the_root_of_the_width(name: str, spread: Callable):
    one, four = spread(name, 1.5, 100, 8), spread(name, 1.5, 400, 8)
    assert four == pytest.approx(one / 2.0, rel=1e-9)
    assert (spread(name, 1.5, 100, 8, 32)[:-1] < one[:-1]).all()
    assert spread(name, 1.5, 100, 1).shape == (1,)


@pytest.mark.parametrize("sigma2", [0.0512, 1.0, 5.12])
@pytest.mark.parametrize("name", theory.ACTIVATIONS)
def test_spread_is_a_number_at_any_depth(name: str, sigma2: float):
    """Also where inputs have become one (sigmoid) or nothing is left of them (small weights)."""
    with np.errstate(invalid="raise", divide="raise"):
        for spread in (theory.forward_spread, theory.backward_spread):
            assert np.isfinite(spread(name, sigma2, 64, 100, 8)).all()


# Singular values.


def test_quantiles_of_the_quarter_circle():
    """Density sqrt(4 - s^2) / pi on 0 to 2, so the share below s is (s sqrt(4 - s^2) / 2 + 2 arcsin(s / 2)) / pi."""
    levels = np.linspace(0.0, 1.0, 41)
    s = theory.singular_value_quantiles(1, levels)
    assert (s * np.sqrt(np.maximum(4.0 - s * s, 0.0)) / 2 + 2 * np.arcsin(np.minimum(s / 2, 1.0))) / math.pi == (
        pytest.approx(levels, abs=1e-6)
    )
    assert s[[0, -1]] == pytest.approx([0.0, 2.0], abs=1e-9)


def test_mean_singular_value():
    levels = (np.arange(100_000) + 0.5) / 100_000
    assert theory.singular_value_quantiles(1, levels).mean() == pytest.approx(theory.mean_singular_value(), abs=1e-5)
    assert theory.mean_singular_value() == pytest.approx(0.848826, abs=1e-6)


@pytest.mark.parametrize("depth", [1, 2, 3, 8, 16])
def test_moments_of_products_are_the_fuss_catalan_numbers(depth: int):
    """E[x^k] = C((L+1) k, k) / (L k + 1): 1 at first, L + 1 next."""
    squares = theory.singular_value_quantiles(depth, (np.arange(400_000) + 0.5) / 400_000) ** 2
    for power in (1, 2, 3):
        expected = math.comb((depth + 1) * power, power) / (depth * power + 1)
        assert (squares**power).mean() == pytest.approx(expected, rel=2e-4)


@pytest.mark.parametrize(
    ("depth", "square", "median"),
    [(1, 4.0, 0.81), (2, 6.75, None), (4, 12.2, 0.27), (8, 23.1, 0.066), (16, 44.8, 0.004)],
)
def test_largest_and_median_of_products(depth: int, square: float, median: float | None):
    assert theory.largest_singular_value(depth) ** 2 == pytest.approx(square, abs=0.05)
    half, whole = theory.singular_value_quantiles(depth, np.array([0.5, 1.0]))
    assert whole == pytest.approx(theory.largest_singular_value(depth))
    if median:
        assert half == pytest.approx(median, rel=0.03)


def test_deep_products_do_not_overflow():
    """((L+1)/L)^L tends to e."""
    assert theory.largest_singular_value(1000) == pytest.approx(math.sqrt(1001 * math.e), rel=1e-3)
    assert np.isfinite(theory.singular_value_quantiles(300, np.linspace(0, 1, 5))).all()


def test_levels_keep_their_shape():
    assert theory.singular_value_quantiles(2, np.full((3, 2), 0.5)).shape == (3, 2)
    assert (np.diff(theory.singular_value_quantiles(5, np.linspace(0, 1, 200))) > 0).all()


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_quantiles_against_matrices(depth: int):
    size, random = 300, np.random.default_rng(3)
    product = np.eye(size)
    for _ in range(depth):
        product = product @ random.standard_normal((size, size)) / math.sqrt(size)
    levels = np.linspace(0.1, 0.9, 9)
    found = np.quantile(np.linalg.svd(product, compute_uv=False), levels)
    # Singular values repel each other, so a quantile is off by little more than depth ranks of 300.
    low, high = (theory.singular_value_quantiles(depth, levels + shift * depth / size) for shift in (-2, 2))
    assert (low < found).all() and (found < high).all()


# Distributions.


def truncated_moment(power: int) -> float:
    """E[x^power] of a standard normal cut at 2, by Simpson's rule."""
    x = np.linspace(-2.0, 2.0, 2001)
    weights = np.where(np.arange(2001) % 2, 4.0, 2.0) * np.exp(-0.5 * x * x)
    weights[[0, -1]] /= 2.0
    return float((weights * x**power).sum() / weights.sum())


def draws_of(distribution: str, shape: tuple[int, ...]) -> np.ndarray:
    """Draws of standard deviation 1; the truncated normal by rejection, without the module's constants."""
    random = np.random.default_rng(11)
    if distribution == "uniform":
        return random.uniform(-1.0, 1.0, shape) / math.sqrt(1 / 3)
    values = random.standard_normal(shape)
    if distribution == "truncated_normal":
        while (outside := np.abs(values) > 2.0).any():
            values[outside] = random.standard_normal(outside.sum())
        values /= math.sqrt(truncated_moment(2))
    return values


def test_truncated_normal():
    assert pytest.approx(0.87962566, abs=5e-9) == theory.TRUNCATED_STD
    assert pytest.approx(math.sqrt(truncated_moment(2)), rel=1e-9) == theory.TRUNCATED_STD
    expected = truncated_moment(4) / truncated_moment(2) ** 2
    assert theory.KURTOSIS["truncated_normal"] == pytest.approx(expected, rel=1e-9)


def test_kurtosis_and_bound():
    assert theory.KURTOSIS["normal"] == 3.0
    assert theory.KURTOSIS["uniform"] == pytest.approx((1 / 5) / (1 / 3) ** 2)
    assert theory.BOUND["normal"] == math.inf
    assert theory.BOUND["uniform"] == pytest.approx(1 / math.sqrt(1 / 3))
    assert theory.BOUND["truncated_normal"] == pytest.approx(2.2737, abs=5e-5)
    for distribution in ("uniform", "truncated_normal"):
        largest = np.abs(draws_of(distribution, (200_000,))).max()
        assert 0.999 * theory.BOUND[distribution] < largest <= theory.BOUND[distribution] * (1 + 1e-9)


@pytest.mark.parametrize("distribution", theory.KURTOSIS)
def test_bands_are_five_sigma(distribution: str):
    """The deviations of 4000 samples, in bands: 5 of their standard deviations make one."""
    samples, count = 4000, 500
    draws = 0.3 * draws_of(distribution, (samples, count))
    of_std = (draws.std(axis=1) / 0.3 - 1.0) / theory.std_tolerance(distribution, count)
    of_mean = draws.mean(axis=1) / theory.mean_tolerance(0.3, count)
    for found in (of_std, of_mean):
        assert 5.0 * found.std() == pytest.approx(1.0, abs=5.0 / math.sqrt(2.0 * samples))
        assert np.abs(found).max() < 1.0


def test_two_hundred_draws_tell_he_from_lecun():
    """LeCun's is 29 % below He's, and the band is 25 % at most: neither is in the other's, nor are most samples."""
    he, lecun = theory.he_std(64), theory.lecun_std(64)
    for distribution in theory.KURTOSIS:
        assert theory.std_tolerance(distribution, 200) < 1.0 - lecun / he
        for mine, other in ((he, lecun), (lecun, he)):
            draws = mine * draws_of(distribution, (1000, 200))
            off = np.abs(draws.std(axis=1) / other - 1.0)
            assert (off > theory.std_tolerance(distribution, 200)).mean() > 0.8
            assert (np.abs(draws.std(axis=1) / mine - 1.0) < theory.std_tolerance(distribution, 200)).all()


def test_tolerances_in_numbers():
    assert theory.std_tolerance("normal", 30_000) == pytest.approx(5 / math.sqrt(60_000))
    assert theory.std_tolerance("uniform", 30_000) == pytest.approx(0.013, abs=5e-4)
    assert theory.mean_tolerance(2.0, 30_000) == pytest.approx(0.029 * 2.0, abs=5e-4)


def test_stds_of_the_initializers():
    """As Keras measures them: (300, 100) kernels, a 3 x 3 convolution from 64 channels, He's VGG."""
    assert theory.glorot_std(300, 100) == pytest.approx(0.07071, abs=5e-6)
    assert theory.he_std(300) == pytest.approx(0.08165, abs=5e-6)
    assert theory.lecun_std(300) == pytest.approx(0.05774, abs=5e-6)
    assert theory.he_std(9 * 64) == pytest.approx(0.0589, abs=5e-5)
    assert math.sqrt(3) * theory.glorot_std(300, 100) == pytest.approx(math.sqrt(6 / 400))
