"""Starts at the second layer and leaves out the last as well.

outcome: wrong
misconception: one-layer-too-few
"""


def gradient_ratio(activation, sigma2, layers):
    phi, slope = {
        "linear": (lambda z: z, np.ones_like),
        "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
        "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    }[activation]
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    q, ratio = sigma2, 1.0
    for _ in range(1, layers - 1):
        z = np.sqrt(q) * points
        ratio *= sigma2 * (weights @ slope(z) ** 2)
        q = sigma2 * (weights @ phi(z) ** 2)
    return float(ratio)
