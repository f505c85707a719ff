"""Protects the weight by `tf.stop_gradient`: believes that it still learns from what comes after.

outcome: wrong
misconception: gradient-stops
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ tf.stop_gradient(self.w) + self.b
