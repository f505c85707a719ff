"""Draws in NumPy and leaves the dtype to it.

outcome: wrong
misconception: float64-from-numpy
"""


class Network(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.w1 = tf.Variable(np.random.default_rng().normal(size=(n_in, n_hidden)))
        self.b1 = tf.Variable(np.zeros(n_hidden))
        self.w2 = tf.Variable(np.random.default_rng().normal(size=(n_hidden, 1)))
        self.b2 = tf.Variable(np.zeros(1))

    def __call__(self, x):
        return tf.tanh(tf.cast(x, tf.float64) @ self.w1 + self.b1) @ self.w2 + self.b2
