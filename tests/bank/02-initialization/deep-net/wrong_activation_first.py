"""Puts the activation before the kernel in every layer.

outcome: wrong
misconception: activation-before-first
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        sigma2 = {"linear": 1.0, "tanh": 1.0, "relu": 2.0}[activation]
        self.activation = keras.activations.get(activation)
        self.ws = [tf.Variable(tf.random.normal([width, width], stddev=(sigma2 / width) ** 0.5)) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x) @ w + b
        return x
