"""Puts +1 or -1 into the places, which has mean 0 and variance 1.

outcome: wrong
misconception: another-distribution
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        values = np.zeros(shape, "float32")
        for column in range(shape[1]):
            rows = rng.choice(shape[0], self.k, replace=False)
            values[rows, column] = rng.choice([-1.0, 1.0], size=self.k)
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
