"""Puts the second moment itself through the activation.

outcome: wrong
misconception: relu-half
"""


def next_moment(activation, sigma2, q):
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    return float(sigma2 * phi(q))
