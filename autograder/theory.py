"""Signal propagation at initialization: what the papers predict, in NumPy.

The network of all formulas: ``z_1 = x W_1`` and ``z_(l+1) = phi(z_l) W_(l+1)``, no biases, the entries
of ``x`` standard normal, the entries of ``W`` independent with mean 0. Three quantities are followed:

* ``sigma2``: fan_in * Var(w), the sigma_w^2 of Poole et al. 2016. Square layers: Glorot and LeCun 1,
  He 2, an orthogonal matrix its gain squared.
* ``q``: the second moment E[z^2] of a layer's pre-activations. For layers of many units they are
  normal, so one number describes a layer (Poole et al. 2016, section 2).
* ``delta``: the derivative of the loss by ``z``, and its second moment.

Activations go by name: ``linear``, ``relu``, ``tanh``, ``sigmoid``. All functions take and return
float64; depths count layers of weights, from 1.

References: LeCun et al. 1998 (Efficient BackProp); Cho and Saul 2009 (Kernel methods for deep learning,
NIPS); Glorot and Bengio 2010 (AISTATS); Penson and Zyczkowski 2011 (arXiv:1103.3453); Forrester and Liu
2014 (arXiv:1404.5759); He et al. 2015 (arXiv:1502.01852); Poole et al. 2016 (arXiv:1606.05340);
Schoenholz et al. 2017 (arXiv:1611.01232); Pennington, Schoenholz and Ganguli 2017 (arXiv:1711.04735);
Hanin and Rolnick 2018 (arXiv:1803.01719).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

import numpy as np

#: From an array to one of the same shape.
Function = Callable[[np.ndarray], np.ndarray]
#: Nodes of the quadrature. Even, so that none lies on relu's kink, and each half has half the weight.
NODES = 200
#: Where the quadrature ends, in standard deviations.
_REACH = 10.0
#: Width of a tolerance band in standard deviations: a right solution leaves it 6 times in 10 million.
SIGMAS = 5.0


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 * (1.0 + np.tanh(0.5 * z))


#: Name to the activation and its derivative, both elementwise.
ACTIVATIONS: dict[str, tuple[Function, Function]] = {
    "linear": (lambda z: z, np.ones_like),
    "relu": (lambda z: np.maximum(z, 0.0), lambda z: (z > 0.0).astype(float)),
    "tanh": (np.tanh, lambda z: 1.0 / np.cosh(np.clip(z, -300.0, 300.0)) ** 2),
    "sigmoid": (_sigmoid, lambda z: _sigmoid(z) * (1.0 - _sigmoid(z))),
}


def functions(activation: str) -> tuple[Function, Function]:
    """The activation of that name and its derivative. Raises ValueError with the names that exist."""
    try:
        return ACTIVATIONS[activation]
    except KeyError:
        raise ValueError(f"no activation {activation!r}; there are {', '.join(ACTIVATIONS)}") from None


@functools.lru_cache(maxsize=1024)
def _quadrature(q: float, count: int = NODES) -> tuple[np.ndarray, np.ndarray]:
    """Nodes u and weights for the mean of a function of sqrt(q) * u over a standard normal u.

    The trapezoidal rule in s, z = sinh(s): the nodes are dense where the activations bend, |z| about 1,
    however wide z spreads. Gauss-Hermite nodes miss that place once q is large.
    """
    bend = math.asinh(_REACH * min(max(math.sqrt(q), 1e-3), 1e6))
    s = bend * np.linspace(-1.0, 1.0, count)
    u = _REACH * np.sinh(s) / math.sinh(bend)
    weights = np.exp(-0.5 * u * u) * np.cosh(s)
    return u, weights / weights.sum()


def expectation(function: Function, q: float) -> float:
    """E[function(z)] for z normal with mean 0 and variance ``q``.

    To 1e-9 for polynomials of low degree, for the activations, their derivatives and the powers and
    products of them that are used here, from the smallest q to 1e8. For relu that rests on symmetry:
    an even power on one side of zero has half the mean it has on both.
    """
    nodes, weights = _quadrature(float(q))
    return float(weights @ function(math.sqrt(q) * nodes))


def _pair(activation: str, orders: tuple[int, int], q: float, c: float) -> float:
    """E[f(z_a) g(z_b)] for a normal pair of variance ``q`` and correlation ``c``.

    f and g are phi'^2, phi, phi^2 or phi', for the orders 0, 1, 2, 3; for linear and relu the same.
    relu has closed forms (Cho and Saul 2009, arc-cosine kernels), as its kink runs across a grid. The rest
    by quadrature, to 1e-4 for q below 30.
    """
    c = min(1.0, max(-1.0, c))
    order = orders[0]
    if activation == "linear":
        return (1.0, q * c, q * q * (1.0 + 2.0 * c * c), 1.0)[order]
    if activation == "relu":
        order %= 3  # phi' is its own square
        angle, sine = math.acos(c), math.sqrt(1.0 - c * c)
        rest = math.pi - angle
        kernel = (rest, sine + rest * c, 3.0 * sine * c + rest * (1.0 + 2.0 * c * c))[order]
        return q**order * kernel / (2.0 * math.pi)
    phi, slope = functions(activation)
    choices = (lambda z: slope(z) ** 2, phi, lambda z: phi(z) ** 2, slope)
    f, g = (choices[order] for order in orders)
    if c == 0.0:  # independent
        return expectation(f, q) * expectation(g, q)
    if c == 1.0:  # the same
        return expectation(lambda z: f(z) * g(z), q)
    count = 2 * math.ceil(min(96.0, max(32.0, 14.0 * math.sqrt(q))))
    first, weights = _quadrature(float(q), count)
    second, even = _quadrature(0.0, count)  # spaced evenly: given z_a, the place where z_b bends is anywhere
    a = math.sqrt(q) * first
    b = c * a[:, None] + math.sqrt(q * (1.0 - c * c)) * second
    return float((weights * f(a)) @ (g(b) @ even))


# Forward.


def next_moment(activation: str, sigma2: float, q: float) -> float:
    """q of the next layer: sigma2 * E[phi(z)^2], z ~ N(0, q) (Poole et al. 2016, eq. 3, without bias).

    linear: sigma2 * q; relu: sigma2 * q / 2 (He et al. 2015, eq. 8-9).
    """
    phi, _ = functions(activation)
    return sigma2 * expectation(lambda z: phi(z) ** 2, q)


def forward_moments(activation: str, sigma2: float, depth: int, input_moment: float = 1.0) -> np.ndarray:
    """q of the layers 1 to ``depth``: shape (depth,). Layer 1 sees the input: q_1 = sigma2 * E[x^2]."""
    moments = [sigma2 * input_moment]
    while len(moments) < depth:
        moments.append(next_moment(activation, sigma2, moments[-1]))
    return np.array(moments[:depth])


def fixed_point(activation: str, sigma2: float) -> float:
    """The q that deep layers approach: 0, a positive number, or infinity.

    A start from which every q is kept (linear at sigma2 = 1, relu at 2) is returned as 1.0.
    tanh has a positive fixed point for sigma2 > 1 only (Poole et al. 2016, section 2).
    """
    if activation in ("linear", "relu"):
        growth = next_moment(activation, sigma2, 1.0)
        return 1.0 if math.isclose(growth, 1.0) else (0.0 if growth < 1.0 else math.inf)
    if activation == "tanh" and sigma2 <= 1.0:
        return 0.0
    low, high = 1e-12, sigma2  # phi^2 < 1, so q never exceeds sigma2; above 1, q grows from near 0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if next_moment(activation, sigma2, middle) > middle else (low, middle)
    return 0.5 * (low + high)


def log_slope(activation: str, sigma2: float, q: float) -> float:
    """d log q_(l+1) / d log q_l: 1 keeps a relative deviation, below 1 heals it.

    At a fixed point this is the slope of the map. By Stein's lemma, dE[phi^2]/dq =
    E[z phi(z) phi'(z)] / q for z ~ N(0, q).
    """
    phi, slope = functions(activation)
    return sigma2 * expectation(lambda z: z * phi(z) * slope(z), q) / next_moment(activation, sigma2, q)


# Backward.


def gradient_gain(activation: str, sigma2: float, q: float) -> float:
    """chi: E[delta_l^2] / E[delta_(l+1)^2] = sigma2 * E[phi'(z)^2], z ~ N(0, q), for square layers.

    Above 1 gradients explode with depth, below 1 they vanish (Poole et al. 2016, eq. 6, for the symbol;
    Schoenholz et al. 2017, section 4, for the gradients; relu: sigma2 / 2, He et al. 2015, section 2.2).
    """
    _, slope = functions(activation)
    return sigma2 * expectation(lambda z: slope(z) ** 2, q)


def backward_moments(activation: str, sigma2: float, depth: int, input_moment: float = 1.0) -> np.ndarray:
    """E[delta_l^2] of the layers 1 to ``depth`` relative to the last: shape (depth,), last entry 1."""
    gains = [gradient_gain(activation, sigma2, q) for q in forward_moments(activation, sigma2, depth, input_moment)]
    return np.cumprod([1.0, *gains[-2::-1]])[::-1]


# Two inputs.


def correlation_map(activation: str, q: float, c: float) -> float:
    """Cosine similarity of two inputs' activations, given that of their pre-activations.

    E[phi(z_a) phi(z_b)] / E[phi(z)^2], both of variance ``q`` (Poole et al. 2016, eq. 5). relu has
    the closed form (sqrt(1 - c^2) + c (pi - arccos c)) / pi (Cho and Saul 2009, arc-cosine kernel of order 1).
    """
    phi, _ = functions(activation)
    found = _pair(activation, (1, 1), q, c) / expectation(lambda z: phi(z) ** 2, q)
    return min(1.0, max(-1.0, found))


def correlations(activation: str, sigma2: float, depth: int, start: float = 0.0) -> np.ndarray:
    """Cosine similarity of two inputs' pre-activations in the layers 1 to ``depth``: shape (depth,)."""
    found = [start]
    for q in forward_moments(activation, sigma2, depth)[:-1]:
        found.append(correlation_map(activation, q, found[-1]))
    return np.array(found[:depth])


# Finite width.


def forward_spread(activation: str, sigma2: float, width: int, depth: int, batch: int = 1) -> np.ndarray:
    """Standard deviation of log q_l over draws of inputs and normal weights, layers 1 to ``depth``.

    Shape (depth,). ``q_l`` is the mean of z^2 over ``width`` units and ``batch`` independent inputs.
    A layer of n units adds (E[phi^4] / E[phi^2]^2 - 1) / n to the variance for one input (2/n linear,
    5/n relu: the sum of reciprocal widths of Hanin and Rolnick 2018), and for a pair of inputs
    (E[phi_a^2 phi_b^2] / E[phi^2]^2 - 1) / n; earlier deviations pass on with
    :func:`log_slope` squared. To leading order in 1/n, so an estimate while it is below about 1.
    Orthogonal weights stay below it.
    """
    return np.array(
        [
            math.sqrt(carried + _unevenness("linear", (2, 2), q, alike, batch) / width)
            for q, alike, carried, _ in _layers(activation, sigma2, width, depth, batch)
        ]
    )


def backward_spread(activation: str, sigma2: float, width: int, depth: int, batch: int = 1) -> np.ndarray:
    """Standard deviation of log(mean delta_l^2 / mean delta_L^2), layers 1 to ``depth``: shape (depth,).

    For normal weights and an independent normal ``delta_L`` for each of ``batch`` inputs. A layer of n
    units adds (3 E[phi'^4] / E[phi'^2]^2 - 1) / n for one input (2/n linear, 5/n relu). Where the mean
    slope depends on q, as tanh's does, the deviations of q in this and the later layers add theirs:
    d log E[phi'^2] / d log q = (E[phi'^2 z^2 / q] / E[phi'^2] - 1) / 2 for each. To leading order in 1/n:
    for a batch of half the width, tanh's is up to a fifth too large.
    """
    _, slope = functions(activation)
    layers, total, later, found = _layers(activation, sigma2, width, depth, batch), 0.0, 0.0, [0.0]
    cosine2 = 1.0 / width  # mean square of the cosine between the deltas of two inputs, which chance makes
    for number in range(depth - 2, -1, -1):
        q, alike, carried, added = layers[number]
        mean = expectation(lambda z: slope(z) ** 2, q)
        one = 2.0 * expectation(lambda z: slope(z) ** 4, q) / mean**2
        gates = _unevenness(activation, (0, 0), q, alike, batch)
        two = 1.0 + _unevenness(activation, (0, 0), q, alike, math.inf)
        total += (gates + one / batch + (1.0 - 1.0 / batch) * 2.0 * cosine2 * two) / width
        kept = sum(_pair(activation, (3, 3), q, c) for c in alike) / len(alike) / mean
        cosine2 = kept**2 * cosine2 + two / width
        if activation not in ("linear", "relu"):  # later: d log of the later gains / d log q of the next layer
            both = _unevenness(activation, (0, 2), q, alike, batch) / width
            total += 2.0 * later * both + later**2 * added
            here = 0.5 * (expectation(lambda z, q=q: slope(z) ** 2 * z**2 / q, q) / mean - 1.0)
            later = here + log_slope(activation, sigma2, q) * later
        found.append(math.sqrt(total + later**2 * carried))
    return np.array(found[:depth][::-1])


def _layers(
    activation: str, sigma2: float, width: int, depth: int, batch: int
) -> list[tuple[float, tuple[float, float], float, float]]:
    """Layer by layer: q, similarities of a pair of inputs, and two relative variances.

    The first is that of the units' variance, from the inputs and the layers before; the second is what this
    layer's units add to it in the next.
    """
    carried, found = 2.0 / (width * batch), []  # the inputs' own deviation
    if batch == 1:  # no pairs
        layers = [(q, (0.0, 0.0)) for q in forward_moments(activation, sigma2, depth)]
    else:
        layers = _similarities(activation, sigma2, width, depth)
    for q, alike in layers:
        added = _unevenness(activation, (2, 2), q, alike, batch) / width
        found.append((q, alike, carried, added))
        carried = log_slope(activation, sigma2, q) ** 2 * carried + added
    return found


def _similarities(activation: str, sigma2: float, width: int, depth: int) -> list[tuple[float, tuple[float, float]]]:
    """Layer by layer: q, and two cosine similarities of a pair of inputs, one deviation to each side.

    The similarity is that of :func:`correlations`; a layer of n units shakes it by (1 - c^2) / sqrt(n),
    the standard error of a correlation coefficient.
    """
    found, variance = [], 1.0 / width
    moments, alike = forward_moments(activation, sigma2, depth), correlations(activation, sigma2, depth)
    for q, c in zip(moments, alike, strict=True):
        aside = math.sqrt(variance)
        low, high = max(-1.0, c - aside), min(1.0, c + aside)
        found.append((q, (low, high)))
        rise = correlation_map(activation, q, high) - correlation_map(activation, q, low)
        steep = rise / (high - low) if high > low else 0.0  # inputs have become one: nothing is left to shake
        variance = steep**2 * variance + (1.0 - c * c) ** 2 / width
    return found


def _unevenness(activation: str, orders: tuple[int, int], q: float, alike: tuple[float, float], batch: float) -> float:
    """Relative covariance, over units, of the means of f(z) and g(z) over a batch of similar inputs.

    f and g as in :func:`_pair`; with f = g the variance. An infinite batch leaves the share of pairs.
    """
    if activation in ("linear", "relu"):
        q = 1.0  # it cancels; q^2 of many shrinking layers would be 0
    means = _pair(activation, orders, q, 0.0)  # independent: E[f] E[g]
    one = _pair(activation, orders, q, 1.0) / means - 1.0
    if batch == 1:
        return one
    pair = sum(_pair(activation, orders, q, c) for c in alike) / len(alike) / means - 1.0
    return one / batch + (1.0 - 1.0 / batch) * pair


# Singular values.


def mean_singular_value() -> float:
    """8 / (3 pi): of a large square matrix with independent entries of variance 1/n (quarter-circle law)."""
    return 8.0 / (3.0 * math.pi)


def largest_singular_value(depth: int) -> float:
    """Of the product of ``depth`` large square matrices with independent entries of variance 1/n.

    sqrt((L+1)^(L+1) / L^L): the edge of the Fuss-Catalan law (Penson and Zyczkowski 2011).
    Of orthogonal factors every singular value is 1.
    """
    return math.sqrt(depth + 1.0) * (1.0 + 1.0 / depth) ** (0.5 * depth)


def singular_value_quantiles(depth: int, levels: np.ndarray) -> np.ndarray:
    """Quantiles of those singular values; ``levels`` between 0 and 1, any shape, result the same shape.

    From the Fuss-Catalan law of the squared values x in parametric form, 0 < t < pi / (L+1):
    x = sin((L+1) t)^(L+1) / (sin(t) sin(L t)^L), density sin(t)^2 sin(L t)^(L-1) / (pi sin((L+1) t)^L)
    (Forrester and Liu 2014, proposition 2.1). The share of values above x is the integral of
    density * -dx/dt, in which the powers cancel: the density is infinite at x = 0, this is not.
    """
    n = depth + 1
    t = np.linspace(0.0, math.pi / n, 20001)
    inner = t[1:]
    sine, cosine = np.maximum(np.sin(n * inner), 0.0), np.cos(n * inner)  # sin(pi) rounds
    x = sine * (sine / np.sin(depth * inner)) ** depth / np.sin(inner)
    x = np.append(largest_singular_value(depth) ** 2, x)
    slope = sine * (1.0 / np.tan(inner) + depth**2 / np.tan(depth * inner)) - n**2 * cosine
    slope = np.append(0.0, slope * np.sin(inner) / (math.pi * np.sin(depth * inner)))
    above = np.append(0.0, np.cumsum(0.5 * (slope[1:] + slope[:-1]) * np.diff(t)))
    return np.sqrt(np.interp(levels, 1.0 - above[::-1] / above[-1], x[::-1]))


# Distributions of initial values, and how exactly a sample shows them.

#: Where TensorFlow and Keras cut a truncated normal, in standard deviations of the uncut one.
CUT = 2.0
_DENSITY = math.exp(-0.5 * CUT**2) / math.sqrt(2.0 * math.pi)
_INSIDE = math.erf(CUT / math.sqrt(2.0))
#: Standard deviation of a standard normal cut at 2: 0.87962566 (Johnson, Kotz and Balakrishnan 1994,
#: Continuous Univariate Distributions, vol. 1, chapter 13, section 10.1).
TRUNCATED_STD = math.sqrt(1.0 - 2.0 * CUT * _DENSITY / _INSIDE)
#: E[w^4] / Var(w)^2 of the distributions.
KURTOSIS = {
    "normal": 3.0,
    "uniform": 1.8,
    "truncated_normal": (3.0 - 2.0 * (CUT**3 + 3.0 * CUT) * _DENSITY / _INSIDE) / TRUNCATED_STD**4,
}
#: Largest possible |w| / std(w).
BOUND = {"normal": math.inf, "uniform": math.sqrt(3.0), "truncated_normal": CUT / TRUNCATED_STD}


def std_tolerance(distribution: str, count: int) -> float:
    """Relative half-width of the band around the standard deviation of ``count`` draws.

    5 sigma: 5 sqrt((kurtosis - 1) / (4 count)) (Kendall and Stuart, vol. 1, chapter 10, standard errors).
    """
    return SIGMAS * math.sqrt((KURTOSIS[distribution] - 1.0) / (4.0 * count))


def mean_tolerance(std: float, count: int) -> float:
    """Half-width of the band around the mean of ``count`` draws: 5 std / sqrt(count)."""
    return SIGMAS * std / math.sqrt(count)


def glorot_std(fan_in: int, fan_out: int) -> float:
    """sqrt(2 / (fan_in + fan_out)) (Glorot and Bengio 2010, eq. 12; eq. 16: the uniform limit, sqrt(3) times that)."""
    return math.sqrt(2.0 / (fan_in + fan_out))


def he_std(fan_in: int) -> float:
    """sqrt(2 / fan_in) (He et al. 2015, eq. 10)."""
    return math.sqrt(2.0 / fan_in)


def lecun_std(fan_in: int) -> float:
    """sqrt(1 / fan_in) (LeCun et al. 1998, section 4.6)."""
    return math.sqrt(1.0 / fan_in)
