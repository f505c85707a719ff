"""Puts the next layer's weights before the activation, into its input.

outcome: wrong
misconception: none
"""


def next_moment(activation, sigma2, q):
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    h = phi(np.sqrt(sigma2 * q) * points)
    return float(weights @ h**2)
