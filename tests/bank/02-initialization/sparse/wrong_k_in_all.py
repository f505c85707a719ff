"""Draws k places in the whole matrix.

outcome: wrong
misconception: none
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        values = np.zeros(shape[0] * shape[1], "float32")
        values[rng.choice(values.size, self.k, replace=False)] = rng.normal(size=self.k)
        return tf.reshape(values, shape)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
