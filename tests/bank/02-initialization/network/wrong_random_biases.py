"""Draws the biases as the weights.

outcome: wrong
misconception: bias-not-zero
"""


class Network(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.w1 = tf.Variable(tf.random.normal([n_in, n_hidden]))
        self.b1 = tf.Variable(tf.random.normal([n_hidden]))
        self.w2 = tf.Variable(tf.random.normal([n_hidden, 1]))
        self.b2 = tf.Variable(tf.random.normal([1]))

    def __call__(self, x):
        return tf.tanh(x @ self.w1 + self.b1) @ self.w2 + self.b2
