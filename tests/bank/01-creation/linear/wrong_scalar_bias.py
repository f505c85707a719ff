"""Believes that one bias serves all outputs, because it broadcasts.

outcome: wrong
misconception: bias-per-output
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(0.0)

    def __call__(self, x):
        return x @ self.w + self.b
