"""Believes that the first call of a module runs `build`.

outcome: wrong
misconception: build-never-called
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.n_in = n_in
        self.n_out = n_out

    def build(self, input_shape):
        self.w = tf.Variable(tf.random.normal([self.n_in, self.n_out]))
        self.b = tf.Variable(tf.zeros([self.n_out]))

    def __call__(self, x):
        return x @ self.w + self.b
