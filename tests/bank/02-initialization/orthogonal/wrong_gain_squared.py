"""Multiplies by the square of the gain, as if it scaled a variance.

outcome: wrong
misconception: gain-squared
"""


def orthogonal(shape, gain, seed):
    normal = np.random.default_rng(seed).standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    q = q * np.sign(np.diag(r))
    return tf.constant(gain**2 * (q if shape[0] >= shape[1] else q.T), tf.float32)
