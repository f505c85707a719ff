"""Factorizes a wide matrix as it is: Q is square then.

outcome: wrong
misconception: transposed
"""


def orthogonal(shape, gain, seed):
    normal = np.random.default_rng(seed).standard_normal(shape)
    q, r = np.linalg.qr(normal)
    q = q * np.sign(np.diag(r))
    return tf.constant(gain * q, tf.float32)
