"""Takes the points of `hermgauss`, whose weight is exp(-x²), for those of a standard normal.

outcome: wrong
misconception: none
"""


def next_moment(activation, sigma2, q):
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    points, weights = np.polynomial.hermite.hermgauss(200)
    weights = weights / weights.sum()
    h = phi(np.sqrt(q) * points)
    return float(sigma2 * (weights @ h**2))
