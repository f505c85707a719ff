"""Shuffles the rows of an identity: orthogonal, random, and nearly all zeros.

outcome: wrong
misconception: none
"""


def orthogonal(shape, gain, seed):
    order = np.random.default_rng(seed).permutation(max(shape))
    return tf.constant(gain * np.eye(max(shape))[order][: shape[0], : shape[1]], tf.float32)
