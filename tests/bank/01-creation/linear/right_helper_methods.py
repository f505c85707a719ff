"""Private helpers make the variables, and `build` is called by `__init__` itself."""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.build(n_in, n_out)

    @staticmethod
    def _new(value, name):
        return tf.Variable(value, trainable=True, name=name)

    def build(self, n_in, n_out):
        stddev = 1.0 / np.sqrt(n_in)
        self.w = self._new(tf.random.truncated_normal([n_in, n_out], stddev=stddev), "w")
        self.b = self._new([0.0] * n_out, "b")

    def __call__(self, x):
        return self._affine(x)

    def _affine(self, x):
        return tf.nn.bias_add(x @ self.w, self.b)
