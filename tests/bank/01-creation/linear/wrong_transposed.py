"""Stores the weight as outputs by inputs, as PyTorch does.

outcome: wrong
misconception: weight-transposed
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_out, n_in]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return tf.matmul(x, self.w, transpose_b=True) + self.b
