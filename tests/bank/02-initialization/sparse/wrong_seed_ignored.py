"""Stores the seed and draws with NumPy's global generator.

outcome: wrong
misconception: seed-ignored
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        values = np.zeros(shape, "float32")
        for column in range(shape[1]):
            rows = np.random.choice(shape[0], self.k, replace=False)
            values[rows, column] = np.random.normal(size=self.k)
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
