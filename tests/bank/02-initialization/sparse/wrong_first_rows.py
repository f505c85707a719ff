"""Fills the first k rows: believes that the places do not matter.

outcome: wrong
misconception: same-rows
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        values = np.zeros(shape, "float32")
        values[: self.k] = rng.normal(size=(self.k, shape[1]))
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
