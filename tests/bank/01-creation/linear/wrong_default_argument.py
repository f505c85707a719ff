"""Keeps what it made in a default argument, to make each shape once only.

outcome: wrong
misconception: shared-between-instances
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out, made={}):
        super().__init__()
        if (n_in, n_out) not in made:
            made[n_in, n_out] = tf.Variable(tf.random.normal([n_in, n_out])), tf.Variable(tf.zeros([n_out]))
        self.w, self.b = made[n_in, n_out]

    def __call__(self, x):
        return x @ self.w + self.b
