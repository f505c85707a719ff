"""Makes one bias of each size for all modules: they all start at zero anyway.

outcome: wrong
misconception: shared-between-instances
"""

ZERO_BIASES = {}


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        if n_out not in ZERO_BIASES:
            ZERO_BIASES[n_out] = tf.Variable(tf.zeros([n_out]))
        self.b = ZERO_BIASES[n_out]

    def __call__(self, x):
        return x @ self.w + self.b
