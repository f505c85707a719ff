"""Draws the places with `integers`, which may give one place twice.

outcome: wrong
misconception: nonzeros-by-chance
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        values = np.zeros(shape, "float32")
        for column in range(shape[1]):
            rows = rng.integers(shape[0], size=self.k)
            values[rows, column] = rng.normal(size=self.k)
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
