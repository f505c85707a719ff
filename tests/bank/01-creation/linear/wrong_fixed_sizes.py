"""Writes the sizes of the example into the code.

outcome: wrong
misconception: fixed-sizes
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([3, 2]))
        self.b = tf.Variable(tf.zeros([2]))

    def __call__(self, x):
        return x @ self.w + self.b
