"""Keeps the default standard deviation of Keras's `RandomNormal`.

outcome: wrong
misconception: fixed-scale
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        # 0.05 is the default
        self.activation = keras.activations.get(activation)
        self.ws = [tf.Variable(keras.initializers.RandomNormal()((width, width))) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
