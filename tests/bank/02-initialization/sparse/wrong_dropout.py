"""Lets `dropout` set the others to zero.

outcome: wrong
misconception: nonzeros-by-chance
"""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        values = tf.random.stateless_normal(shape, [self.seed, 0])
        rate = 1 - self.k / shape[0]
        return tf.nn.experimental.stateless_dropout(values, rate, [self.seed, 1]) * (1 - rate)

    def get_config(self):
        return {"k": self.k, "seed": self.seed}
