"""Name scopes of the module, and attributes that are not variables, a tensor among them."""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__(name="linear")
        self.sizes = (n_in, n_out)
        self.limit = tf.sqrt(6.0 / tf.cast(n_in + n_out, tf.float32))
        self.activation = None
        with self.name_scope:
            self.w = tf.Variable(tf.random.uniform(self.sizes, -self.limit, self.limit), name="w")
            self.b = tf.Variable(tf.zeros_like(self.w[0]), name="b")

    @tf.Module.with_name_scope
    def __call__(self, x):
        y = tf.einsum("bi,io->bo", x, self.w)
        y += self.b
        return y if self.activation is None else self.activation(y)
