"""Gives every number the variance 1/n: orthogonal on average.

outcome: wrong
misconception: not-orthogonal
"""


def orthogonal(shape, gain, seed):
    return gain * tf.random.stateless_normal(shape, [seed, 0], stddev=max(shape) ** -0.5)
