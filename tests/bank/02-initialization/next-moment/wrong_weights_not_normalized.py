"""Leaves the weights as `hermegauss` gives them: they add up to √(2π), not to 1.

outcome: wrong
misconception: weights-not-normalized
"""


def next_moment(activation, sigma2, q):
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    h = phi(np.sqrt(q) * points)
    return float(sigma2 * (weights @ h**2))
