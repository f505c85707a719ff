"""Leaves the dtype to NumPy.

outcome: wrong
misconception: float64-from-numpy
"""


def orthogonal(shape, gain, seed):
    normal = np.random.default_rng(seed).standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    q = q * np.sign(np.diag(r))
    return tf.constant(gain * (q if shape[0] >= shape[1] else q.T))
