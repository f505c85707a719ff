"""Lets TensorFlow normalize, and draws with a Keras initializer."""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(keras.initializers.HeNormal()((n_in, n_out)))
        self.g = tf.Variable(tf.linalg.norm(self.v, ord=2, axis=0))

    def __call__(self, x):
        return tf.matmul(x, self.g * tf.math.l2_normalize(self.v, axis=0))
