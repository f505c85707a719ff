"""Makes the layers in the first call, as Keras does, though the width is known before.

outcome: wrong
misconception: none
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        self.depth, self.width = depth, width
        self.variance = (2.0 if activation == "relu" else 1.0) / width
        self.activation = keras.activations.get(activation)
        self.ws, self.bs = [], []

    def __call__(self, x):
        if not self.ws:
            for _ in range(self.depth):
                self.ws.append(tf.Variable(tf.random.normal([self.width] * 2, stddev=self.variance**0.5)))
                self.bs.append(tf.Variable(tf.zeros([self.width])))
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
