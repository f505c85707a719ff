"""Gives the initializer itself to `tf.Variable`.

outcome: broken
misconception: initializer-not-called
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.initializers.GlorotUniform(), shape=(n_in, n_out))
        self.b = tf.Variable(tf.initializers.Zeros(), shape=(n_out,))

    def __call__(self, x):
        return x @ self.w + self.b
