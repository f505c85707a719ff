"""Uniform up to 1/√n, as in PyTorch: takes the limit for the standard deviation.

outcome: wrong
misconception: limit-for-std
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        limit = ((2.0 if activation == "relu" else 1.0) / width) ** 0.5
        self.activation = keras.activations.get(activation)
        self.ws = [tf.Variable(tf.random.uniform([width, width], -limit, limit)) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
