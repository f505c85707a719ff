"""Returns the variance: believes that the mean behind an activation is zero.

outcome: wrong
misconception: variance-for-moment
"""


def next_moment(activation, sigma2, q):
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    h = phi(np.sqrt(q) * points)
    return float(sigma2 * (weights @ (h - weights @ h) ** 2))
