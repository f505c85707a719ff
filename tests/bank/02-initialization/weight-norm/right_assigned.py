"""Makes `g` with zeros and assigns the lengths; the product with the inverse length comes first."""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        generator = tf.random.Generator.from_non_deterministic_state()
        self.v = tf.Variable(generator.uniform([n_in, n_out], -1.0, 1.0))
        self.g = tf.Variable(tf.zeros([n_out]))
        self.g.assign(1.0 / self.inverse_lengths())

    def inverse_lengths(self):
        return tf.math.rsqrt(tf.reduce_sum(tf.square(self.v), axis=0))

    def __call__(self, x):
        direction = self.v * self.inverse_lengths()
        return x @ (self.g[tf.newaxis, :] * direction)
