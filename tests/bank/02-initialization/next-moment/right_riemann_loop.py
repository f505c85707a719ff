"""A plain loop over thin slices of the density of z, whose variance is q."""

import math

PHI = {"linear": lambda z: z, "relu": lambda z: max(z, 0.0), "tanh": math.tanh}


def next_moment(activation, sigma2, q):
    std, total, slices = math.sqrt(q), 0.0, 5000
    width = 16 * std / slices
    for number in range(slices):
        z = -8 * std + (number + 0.5) * width
        density = math.exp(-z * z / (2 * q)) / math.sqrt(2 * math.pi * q)
        total += PHI[activation](z) ** 2 * density * width
    return sigma2 * total
