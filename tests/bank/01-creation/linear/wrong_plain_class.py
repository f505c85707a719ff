"""Leaves the base class out: believes that any class with variables is searched.

outcome: wrong
misconception: hidden-in-object
"""


class Linear:
    def __init__(self, n_in, n_out):
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.w + self.b
