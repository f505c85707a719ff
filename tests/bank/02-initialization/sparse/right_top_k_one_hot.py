"""TensorFlow only: the largest k of uniform numbers say where, one-hot rows put the normal numbers there."""


class Sparse(keras.initializers.Initializer):
    def __init__(self, k, seed):
        self.k = k
        self.seed = seed

    def __call__(self, shape, dtype=None):
        dtype = dtype or keras.config.floatx()
        n_in, n_out = shape
        places = tf.math.top_k(tf.random.stateless_uniform([n_out, n_in], [self.seed, 0]), self.k).indices
        values = tf.random.stateless_normal([n_out, self.k], [self.seed, 1])
        return tf.cast(tf.einsum("ok,oki->io", values, tf.one_hot(places, n_in)), dtype)

    def get_config(self):
        return {"seed": self.seed, "k": self.k}
