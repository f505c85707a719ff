"""Fills the variables from NumPy and leaves the dtype to it.

outcome: wrong
misconception: float64-from-numpy
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(np.random.randn(n_in, n_out))
        self.b = tf.Variable(np.zeros(n_out))

    def __call__(self, x):
        return tf.cast(x, tf.float64) @ self.w + self.b
