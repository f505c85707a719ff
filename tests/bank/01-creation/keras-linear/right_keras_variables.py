"""Makes the weights without `add_weight`, as `keras.Variable`, and computes with `keras.ops`."""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units

    def build(self, input_shape):
        draw = keras.initializers.HeNormal()
        self.kernel = keras.Variable(draw((input_shape[-1], self.units)), name="kernel")
        self.bias = keras.Variable(keras.ops.zeros(self.units), name="bias")
        super().build(input_shape)

    def call(self, inputs):
        return keras.ops.add(keras.ops.matmul(inputs, self.kernel), self.bias)
