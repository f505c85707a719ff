"""Takes Q as it comes: believes that QR of a random matrix is random enough.

outcome: wrong
misconception: qr-sign
"""


def orthogonal(shape, gain, seed):
    normal = np.random.default_rng(seed).standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    return tf.constant(gain * (q if shape[0] >= shape[1] else q.T), tf.float32)
