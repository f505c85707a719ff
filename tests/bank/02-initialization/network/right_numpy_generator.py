"""Draws in NumPy, names the dtype, and calls `tf.matmul` layer by layer."""


class Network(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        generator = np.random.default_rng()
        self.w1 = tf.Variable(generator.uniform(-0.3, 0.3, (n_in, n_hidden)), dtype=tf.float32)
        self.b1 = tf.Variable(np.zeros(n_hidden), dtype=tf.float32)
        self.w2 = tf.Variable(generator.uniform(-0.3, 0.3, (n_hidden, 1)), dtype=tf.float32)
        self.b2 = tf.Variable(np.zeros(1), dtype=tf.float32)

    def __call__(self, x):
        hidden = tf.nn.tanh(tf.nn.bias_add(tf.matmul(x, self.w1), self.b1))
        return tf.nn.bias_add(tf.matmul(hidden, self.w2), self.b2)
