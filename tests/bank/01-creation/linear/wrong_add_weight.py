"""Writes a `tf.Module` as if it were a Keras layer, with `add_weight`.

outcome: broken
misconception: add-variable
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = self.add_weight(shape=(n_in, n_out), initializer="glorot_uniform")
        self.b = self.add_weight(shape=(n_out,), initializer="zeros")

    def __call__(self, x):
        return tf.matmul(x, self.w) + self.b
