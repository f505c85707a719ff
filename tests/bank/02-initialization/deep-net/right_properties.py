"""A list of small modules; `ws` and `bs` are properties that list their variables."""


class Layer(tf.Module):
    def __init__(self, width, stddev, activation):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([width, width], stddev=stddev))
        self.b = tf.Variable(tf.zeros([width]))
        self.activation = activation

    def __call__(self, x):
        return self.activation(x @ self.w + self.b)


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        stddev = np.sqrt((2 if activation == "relu" else 1) / width)
        self.layers = [Layer(width, stddev, keras.activations.get(activation)) for _ in range(depth)]

    @property
    def ws(self):
        return [layer.w for layer in self.layers]

    @property
    def bs(self):
        return [layer.b for layer in self.layers]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
