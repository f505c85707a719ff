"""Uses formulas for all three, and takes tanh for the identity.

outcome: wrong
misconception: linear-approximation
"""


def next_moment(activation, sigma2, q):
    return sigma2 * q * {"linear": 1.0, "relu": 0.5, "tanh": 1.0}[activation]
