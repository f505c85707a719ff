"""Makes the variables in `__init__` without `self`: believes that the module remembers them.

outcome: wrong
misconception: variable-not-kept
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        w = tf.Variable(tf.random.normal([n_in, n_out]), name="w")
        b = tf.Variable(tf.zeros([n_out]), name="b")

    def __call__(self, x):
        return x @ w + b
