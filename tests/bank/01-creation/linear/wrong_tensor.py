"""Believes that random numbers in an attribute are a weight, without `tf.Variable`.

outcome: wrong
misconception: frozen-as-tensor
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.random.normal([n_in, n_out])
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.w + self.b
