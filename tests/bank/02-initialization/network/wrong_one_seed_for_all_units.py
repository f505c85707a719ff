"""Draws each unit with the same seed.

outcome: wrong
misconception: equal-units
"""


class Network(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        units = [tf.random.stateless_normal([n_in], seed=[0, 0]) for _ in range(n_hidden)]
        self.w1 = tf.Variable(tf.stack(units, axis=1))
        self.b1 = tf.Variable(tf.zeros([n_hidden]))
        self.w2 = tf.Variable(tf.random.stateless_normal([n_hidden, 1], seed=[0, 1]))
        self.b2 = tf.Variable(tf.zeros([1]))

    def __call__(self, x):
        return tf.tanh(x @ self.w1 + self.b1) @ self.w2 + self.b2
