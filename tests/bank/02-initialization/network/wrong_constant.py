"""Starts all weights at one small number, because small numbers are safe.

outcome: wrong
misconception: equal-units
"""


class Network(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.w1 = tf.Variable(tf.fill([n_in, n_hidden], 0.01))
        self.b1 = tf.Variable(tf.zeros([n_hidden]))
        self.w2 = tf.Variable(tf.fill([n_hidden, 1], 0.01))
        self.b2 = tf.Variable(tf.zeros([1]))

    def __call__(self, x):
        return tf.tanh(x @ self.w1 + self.b1) @ self.w2 + self.b2
