"""Multiplies the normal numbers by the gain before the factorization, which takes it out again.

outcome: wrong
misconception: gain-ignored
"""


def orthogonal(shape, gain, seed):
    normal = gain * np.random.default_rng(seed).standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    q = q * np.sign(np.diag(r))
    return tf.constant(q if shape[0] >= shape[1] else q.T, tf.float32)
