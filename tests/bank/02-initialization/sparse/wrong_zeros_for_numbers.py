"""Takes k for the number of zeros in a column.

outcome: wrong
misconception: none
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        values = rng.normal(size=shape).astype("float32")
        for column in range(shape[1]):
            values[rng.choice(shape[0], self.k, replace=False), column] = 0.0
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
