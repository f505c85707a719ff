"""Keeps each number with probability k/n: believes that this leaves k in each column.

outcome: wrong
misconception: nonzeros-by-chance
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        mask = rng.random(shape) < self.k / shape[0]
        return tf.constant(mask * rng.normal(size=shape), tf.float32)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
