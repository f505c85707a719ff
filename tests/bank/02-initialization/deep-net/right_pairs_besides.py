"""Keeps the pairs of kernel and bias in a third list, to loop over."""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        variance = {"linear": 1 / width, "relu": 2 / width, "tanh": 1 / width}[activation]
        self.activation = getattr(keras.activations, activation)
        self.ws = [tf.Variable(variance**0.5 * tf.random.normal([width, width])) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]
        self.layers = list(zip(self.ws, self.bs))

    def __call__(self, x):
        for w, b in self.layers:
            x = self.activation(x @ w + b)
        return x
