"""Keeps a function over two local variables.

outcome: wrong
misconception: hidden-in-closure
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        w = tf.Variable(tf.random.normal([n_in, n_out]))
        b = tf.Variable(tf.zeros([n_out]))
        self.forward = lambda x: x @ w + b

    def __call__(self, x):
        return self.forward(x)
