"""Gives each row k numbers: believes that a row holds what comes into a unit.

outcome: wrong
misconception: rows-for-columns
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        values = np.zeros(shape, "float32")
        for row in range(shape[0]):
            columns = rng.choice(shape[1], self.k, replace=False)
            values[row, columns] = rng.normal(size=self.k)
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
