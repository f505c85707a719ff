"""Believes that the bias must not be trained because it is zero.

outcome: wrong
misconception: trainable-by-default
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]), trainable=False)

    def __call__(self, x):
        return x @ self.w + self.b
