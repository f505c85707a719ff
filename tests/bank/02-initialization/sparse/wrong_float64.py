"""Draws with NumPy and leaves the dtype to it.

outcome: wrong
misconception: float64-from-numpy
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        values = np.zeros(shape)
        for column in range(shape[1]):
            rows = rng.choice(shape[0], self.k, replace=False)
            values[rows, column] = rng.normal(size=self.k)
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
