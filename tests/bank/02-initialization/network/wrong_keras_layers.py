"""Builds it of two Dense layers and lends their variables.

outcome: wrong
misconception: keras-variable-in-module
"""


class Network(tf.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.hidden = keras.layers.Dense(n_hidden, activation="tanh")
        self.output = keras.layers.Dense(1)
        self.hidden.build((None, n_in))
        self.output.build((None, n_hidden))
        self.w1, self.b1 = self.hidden.kernel, self.hidden.bias
        self.w2, self.b2 = self.output.kernel, self.output.bias

    def __call__(self, x):
        return self.output(self.hidden(x))
