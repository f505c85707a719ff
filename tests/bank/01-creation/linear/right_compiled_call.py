"""`__call__` is a `tf.function`; the values come from NumPy, cast to float32."""


class Linear(tf.Module):
    def __init__(self, n_in, n_out, name=None):
        super().__init__(name=name)
        rng = np.random.default_rng()
        self.w = tf.Variable(rng.normal(size=(n_in, n_out)), dtype=tf.float32)
        self.b = tf.Variable(np.zeros(n_out), dtype=tf.float32)

    @tf.function
    def __call__(self, x):
        return tf.linalg.matmul(x, self.w) + self.b
