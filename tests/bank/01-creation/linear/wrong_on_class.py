"""Puts the variables on the class.

outcome: wrong
misconception: hidden-on-class
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        Linear.w = tf.Variable(tf.random.normal([n_in, n_out]))
        Linear.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.w + self.b
