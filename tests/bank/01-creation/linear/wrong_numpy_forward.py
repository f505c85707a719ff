"""Computes the output with NumPy.

outcome: wrong
misconception: leaves-tensorflow
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return tf.constant(x.numpy() @ self.w.numpy() + self.b.numpy())
