"""Keeps the sizes only and makes the variables anew in each call.

outcome: wrong
misconception: new-variable-each-call
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.n_in = n_in
        self.n_out = n_out
        self.make()

    def make(self):
        self.w = tf.Variable(tf.random.normal([self.n_in, self.n_out]))
        self.b = tf.Variable(tf.zeros([self.n_out]))

    def __call__(self, x):
        self.make()
        return x @ self.w + self.b
