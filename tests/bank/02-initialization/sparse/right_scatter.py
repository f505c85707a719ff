"""Scatters the numbers to shuffled places; the configuration is read by a `from_config` of its own."""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed=None):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None, **kwargs):
        places = []
        for column in range(shape[1]):
            rows = tf.random.experimental.stateless_shuffle(tf.range(shape[0]), seed=[self.seed, column])[: self.k]
            places += [[row, column] for row in rows.numpy()]
        values = tf.random.stateless_normal([len(places)], seed=[self.seed, -1])
        return tf.scatter_nd(places, values, shape)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}

    @classmethod
    def from_config(cls, config):
        return cls(config["k"], seed=config["seed"])
