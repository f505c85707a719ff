"""Keeps the two layers as pairs in a list, beside the four attributes."""


class Network(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        recipe = tf.initializers.HeUniform
        self.layers = [
            (tf.Variable(recipe()((rows, columns))), tf.Variable(tf.zeros((columns,))))
            for rows, columns in [(n_in, n_hidden), (n_hidden, 1)]
        ]
        (self.w1, self.b1), (self.w2, self.b2) = self.layers

    def __call__(self, x):
        (w1, b1), (w2, b2) = self.layers
        return keras.activations.tanh(x @ w1 + b1) @ w2 + b2
