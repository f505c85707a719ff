"""Reads the weight once, in `__init__`: believes that the tensor follows the variable.

outcome: wrong
misconception: frozen-as-tensor
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))
        self.kernel = tf.identity(self.w)

    def __call__(self, x):
        return x @ self.kernel + self.b
