"""Leaves `stddev` out: standard normal kernels at every width.

outcome: wrong
misconception: fixed-scale
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        # no scale
        self.activation = keras.activations.get(activation)
        self.ws = [tf.Variable(tf.random.normal([width, width])) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
