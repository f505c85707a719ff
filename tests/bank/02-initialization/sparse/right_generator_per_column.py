"""A generator for each column, its seed made of the seed and the column's number."""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        n_in, n_out = shape
        columns = []
        for number in range(n_out):
            rng = np.random.default_rng([self.seed, number])
            column = np.concatenate([rng.standard_normal(self.k), np.zeros(n_in - self.k)])
            columns.append(rng.permutation(column))
        return tf.cast(np.stack(columns, axis=1), dtype or "float32")

    def get_config(self):
        return dict(k=self.k, seed=self.seed)
