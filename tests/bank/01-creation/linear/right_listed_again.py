"""The two variables are also in a list and under a second name."""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))
        self.kernel = self.w
        self._params = [self.w, self.b]

    def __call__(self, x):
        w, b = self._params
        return tf.add(tf.matmul(x, w), b)
