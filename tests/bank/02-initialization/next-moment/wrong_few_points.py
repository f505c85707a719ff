"""Takes five points, which are enough for polynomials: relu and tanh are none.

outcome: wrong
misconception: none
"""


def next_moment(activation, sigma2, q):
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    points, weights = np.polynomial.hermite_e.hermegauss(5)
    weights = weights / weights.sum()
    h = phi(np.sqrt(q) * points)
    return float(sigma2 * (weights @ h**2))
