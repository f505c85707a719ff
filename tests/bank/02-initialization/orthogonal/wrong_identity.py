"""Gives the identity, which is orthogonal and not random.

outcome: wrong
misconception: seed-fixed
"""


def orthogonal(shape, gain, seed):
    return gain * tf.eye(shape[0], shape[1])
