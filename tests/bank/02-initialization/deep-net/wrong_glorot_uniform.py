"""Keeps Keras's default, Glorot's initializer, for all activations.

outcome: wrong
misconception: relu-half
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        # the default of `Dense`
        self.activation = keras.activations.get(activation)
        self.ws = [tf.Variable(keras.initializers.GlorotUniform()((width, width))) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
