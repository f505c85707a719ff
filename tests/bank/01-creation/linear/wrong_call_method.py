"""Writes `call`, as in a Keras layer, and expects the module to be callable.

outcome: broken
misconception: no-dunder-call
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def call(self, x):
        return x @ self.w + self.b
