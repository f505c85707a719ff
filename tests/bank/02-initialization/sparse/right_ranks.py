"""Vectorised: normal numbers stay where uniform ones have the k lowest ranks of their column."""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        super().__init__()
        self.k, self.seed = k, seed

    def __call__(self, shape, dtype=None):
        rng = np.random.default_rng(self.seed)
        ranks = rng.random(shape).argsort(axis=0).argsort(axis=0)
        return np.where(ranks < self.k, rng.standard_normal(shape), 0.0).astype(dtype or "float32")

    def get_config(self):
        config = super().get_config()
        config.update({"k": self.k, "seed": self.seed})
        return config
