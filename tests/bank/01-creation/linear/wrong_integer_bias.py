"""Writes the zeros of the bias as whole numbers.

outcome: wrong
misconception: int-from-python
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable([0] * n_out)

    def __call__(self, x):
        return x @ self.w + tf.cast(self.b, tf.float32)
