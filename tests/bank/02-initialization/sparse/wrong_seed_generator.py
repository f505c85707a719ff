"""Keeps a `SeedGenerator` as Keras layers do: it gives another seed each time.

outcome: wrong
misconception: seed-ignored
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed
        self.generator = keras.random.SeedGenerator(seed)

    def __call__(self, shape, dtype=None):
        scores = keras.random.uniform(shape, seed=self.generator)
        kth = keras.ops.sort(scores, axis=0)[self.k - 1]
        return keras.ops.where(scores <= kth, keras.random.normal(shape, seed=self.generator), 0.0)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
