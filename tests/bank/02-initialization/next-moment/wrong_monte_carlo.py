"""Takes the mean of a thousand random numbers: believes that this gives three digits.

outcome: wrong
misconception: none
"""


def next_moment(activation, sigma2, q):
    phi = {"linear": lambda z: z, "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    standard = np.random.default_rng(0).standard_normal(1000)
    return float(sigma2 * np.mean(phi(np.sqrt(q) * standard) ** 2))
