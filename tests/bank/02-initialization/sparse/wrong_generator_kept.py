"""Makes the generator in `__init__`: believes that a seed given once makes every call repeatable.

outcome: wrong
misconception: seed-ignored
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed
        self.rng = np.random.default_rng(seed)

    def __call__(self, shape, dtype=None):
        values = np.zeros(shape, "float32")
        for column in range(shape[1]):
            rows = self.rng.choice(shape[0], self.k, replace=False)
            values[rows, column] = self.rng.normal(size=self.k)
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
