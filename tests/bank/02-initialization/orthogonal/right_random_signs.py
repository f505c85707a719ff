"""A coin for the sign of each column, in place of R's diagonal, and a piece of a square matrix."""


def orthogonal(shape, gain, seed):
    rng = np.random.default_rng(seed)
    size = max(shape)
    q, _ = np.linalg.qr(rng.standard_normal((size, size)))
    q = q * rng.choice([-1.0, 1.0], size)
    return tf.cast(gain * q[: shape[0], : shape[1]], tf.float32)
