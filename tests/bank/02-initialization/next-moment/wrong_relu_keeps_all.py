"""Uses formulas for the two that have one, and believes that relu keeps the whole second moment.

outcome: wrong
misconception: relu-half
"""


def next_moment(activation, sigma2, q):
    if activation in ("linear", "relu"):
        return sigma2 * q
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    points, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    h = phi(np.sqrt(q) * points)
    return float(sigma2 * (weights @ h**2))
