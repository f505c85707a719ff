"""Makes the generator inside the loop: believes that one seed gives each column places of its own.

outcome: wrong
misconception: same-rows
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        values = np.zeros(shape, "float32")
        for column in range(shape[1]):
            rng = np.random.default_rng(self.seed)
            rows = rng.choice(shape[0], self.k, replace=False)
            values[rows, column] = rng.normal(size=self.k)
        return tf.constant(values)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
