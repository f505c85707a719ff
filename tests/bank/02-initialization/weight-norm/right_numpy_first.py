"""Draws and measures in NumPy, then makes both variables."""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        v = np.random.default_rng().standard_normal((n_in, n_out)).astype(np.float32)
        self.v = tf.Variable(v)
        self.g = tf.Variable([np.linalg.norm(column) for column in v.T])

    def __call__(self, x):
        lengths = tf.sqrt(tf.einsum("io,io->o", self.v, self.v))
        return tf.einsum("bi,io,o->bo", x, self.v, self.g / lengths)
