"""Keeps the weights as NumPy arrays.

outcome: wrong
misconception: frozen-as-tensor
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = np.random.normal(size=(n_in, n_out)).astype("float32")
        self.b = np.zeros(n_out, dtype="float32")

    def __call__(self, x):
        return x @ self.w + self.b
