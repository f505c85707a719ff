"""Keras initializers, called with the shape, and names for the variables."""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(keras.initializers.GlorotUniform()(shape=(n_in, n_out)), name="w")
        self.b = tf.Variable(keras.initializers.Zeros()(shape=(n_out,)), name="b")

    def __call__(self, x):
        return tf.matmul(x, self.w) + self.b
