"""The variables are in a dictionary; `w` and `b` are properties."""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self._params = {
            "weights": tf.Variable(tf.random.uniform([n_in, n_out], -0.5, 0.5)),
            "biases": tf.Variable(tf.zeros(n_out)),
        }

    @property
    def w(self):
        return self._params["weights"]

    @property
    def b(self):
        return self._params["biases"]

    def __call__(self, x):
        return x @ self.w + self.b
