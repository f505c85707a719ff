"""Finds σ² from the slope at critical moments, with quadrature; stateless draws, a seed for each layer."""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        points, weights = np.polynomial.hermite_e.hermegauss(200)
        slope = {"linear": np.ones_like, "relu": lambda z: z > 0, "tanh": lambda z: np.cosh(z) ** -2.0}[activation]
        chi = weights @ slope(1e-4 * points) ** 2 / weights.sum()
        stddev = float((1.0 / chi / width) ** 0.5)
        self.activation = keras.activations.get(activation)
        self.ws, self.bs = [], []
        for layer in range(depth):
            seed = np.random.randint(2**31), layer
            self.ws += [tf.Variable(tf.random.stateless_normal([width, width], seed, stddev=stddev))]
            self.bs += [tf.Variable([0.0] * width)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
