"""Draws once and copies the kernel into every layer.

outcome: wrong
misconception: shared-initializer
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        sigma2 = 2.0 if activation == "relu" else 1.0
        kernel = tf.random.normal([width, width], stddev=(sigma2 / width) ** 0.5)
        self.activation = keras.activations.get(activation)
        self.ws = [tf.Variable(kernel) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
