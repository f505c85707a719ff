"""Makes `g` a property that computes the lengths: believes that `g` stays tied to `v`.

outcome: wrong
misconception: frozen-as-tensor
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))

    @property
    def g(self):
        return tf.norm(self.v, axis=0)

    def __call__(self, x):
        return x @ (self.g * self.v / tf.norm(self.v, axis=0))
