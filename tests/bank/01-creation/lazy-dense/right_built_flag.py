"""As Keras does it: a `build` of its own, called behind a `built` flag; Keras initializers."""


class LazyDense(tf.Module):
    def __init__(self, units, name=None):
        super().__init__(name=name)
        self.units = units
        self.built = False
        self.kernel_initializer = keras.initializers.HeNormal()
        self.bias_initializer = keras.initializers.Zeros()

    def build(self, input_shape):
        self.w = tf.Variable(self.kernel_initializer(shape=(input_shape[-1], self.units)))
        self.b = tf.Variable(self.bias_initializer(shape=(self.units,)))
        self.built = True

    def __call__(self, x):
        if not self.built:
            self.build(x.shape)
        return x @ self.w + self.b
