"""Starts the bias at a Python zero, to be replaced when training begins.

outcome: wrong
misconception: state-in-python
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = 0.0

    def __call__(self, x):
        return x @ self.w + self.b
