"""Leaves `super().__init__()` out.

outcome: broken
misconception: super-init-left-out
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.w + self.b
