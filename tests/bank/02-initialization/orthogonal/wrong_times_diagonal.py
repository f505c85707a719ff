"""Multiplies by R's diagonal itself in place of its signs.

outcome: wrong
misconception: unequal-lengths
"""


def orthogonal(shape, gain, seed):
    normal = np.random.default_rng(seed).standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    q = q * np.diag(r)
    return tf.constant(gain * (q if shape[0] >= shape[1] else q.T), tf.float32)
