"""Keeps the sizes and makes the layers anew in each call.

outcome: wrong
misconception: new-variable-each-call
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        self.width = width
        self.stddev = ((2.0 if activation == "relu" else 1.0) / width) ** 0.5
        self.activation = keras.activations.get(activation)
        self.depth = depth
        self.make()

    def make(self):
        shape = [self.width, self.width]
        self.ws = [tf.Variable(tf.random.normal(shape, stddev=self.stddev)) for _ in range(self.depth)]
        self.bs = [tf.Variable(tf.zeros([self.width])) for _ in range(self.depth)]

    def __call__(self, x):
        self.make()
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
