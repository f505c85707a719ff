"""Factorizes the transpose of a wide matrix and forgets to turn it back.

outcome: wrong
misconception: transposed
"""


def orthogonal(shape, gain, seed):
    normal = np.random.default_rng(seed).standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    q = q * np.sign(np.diag(r))
    return tf.constant(gain * q, tf.float32)
