"""Orthogonal kernels: their numbers have variance 1/width, and the gain does the rest."""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        gain = 2.0**0.5 if activation == "relu" else 1.0
        self.activation = keras.activations.get(activation)
        self.ws = [
            tf.Variable(keras.initializers.Orthogonal(gain, int(seed))([width, width]))
            for seed in np.random.randint(2**31, size=depth)
        ]
        self.bs = [tf.Variable(tf.zeros(width)) for _ in self.ws]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
