"""Keeps the variables in a small class of its own, which is no `tf.Module`.

outcome: wrong
misconception: hidden-in-object
"""


class Parameters:
    def __init__(self, n_in, n_out):
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.parameters = Parameters(n_in, n_out)

    def __call__(self, x):
        return x @ self.parameters.w + self.parameters.b
