"""Takes Glorot's 1 for every activation, relu too.

outcome: wrong
misconception: relu-half
"""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        sigma2 = 1.0
        self.activation = keras.activations.get(activation)
        self.ws = [tf.Variable(tf.random.normal([width, width], stddev=(sigma2 / width) ** 0.5)) for _ in range(depth)]
        self.bs = [tf.Variable(tf.zeros([width])) for _ in range(depth)]

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
