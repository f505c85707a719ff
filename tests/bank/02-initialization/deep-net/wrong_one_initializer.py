"""Calls one initializer object for all kernels.

outcome: wrong
misconception: shared-initializer
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        recipe = keras.initializers.HeNormal() if activation == "relu" else keras.initializers.LecunNormal()
        self.activation = keras.activations.get(activation)
        self.ws = [tf.Variable(recipe((width, width))) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
