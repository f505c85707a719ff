"""Uniform numbers with √3 times the standard deviation as limit, the variables in tuples."""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        limit = tf.sqrt(3.0 * {"relu": 2.0}.get(activation, 1.0) / width)
        generator = tf.random.Generator.from_non_deterministic_state()
        self.activation = keras.activations.get(activation)
        self.ws = tuple(
            tf.Variable(generator.uniform([width, width], -limit, limit), name=f"w{layer}") for layer in range(depth)
        )
        self.bs = tuple(tf.Variable(tf.zeros([width]), name=f"b{layer}") for layer in range(depth))

    def __call__(self, x):
        for w, b in zip(self.ws, self.bs):
            x = self.activation(x @ w + b)
        return x
