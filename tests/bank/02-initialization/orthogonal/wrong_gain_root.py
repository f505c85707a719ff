"""Multiplies by the root of the gain, as if it were a variance.

outcome: wrong
misconception: none
"""


def orthogonal(shape, gain, seed):
    normal = np.random.default_rng(seed).standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    q = q * np.sign(np.diag(r))
    return tf.constant(gain**0.5 * (q if shape[0] >= shape[1] else q.T), tf.float32)
