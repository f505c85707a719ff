"""Keras initializers by name, one new object for each kernel."""


class DeepNet(tf.Module):
    def __init__(self, depth, width, activation):
        super().__init__()
        name = "he_uniform" if activation == "relu" else "lecun_normal"
        self.ws, self.bs = [], []
        for _ in range(depth):
            self.ws.append(tf.Variable(keras.initializers.get(name)((width, width))))
            self.bs.append(tf.Variable(keras.initializers.Zeros()((width,))))
        self.phi = keras.layers.Activation(activation)

    def __call__(self, x):
        for layer in range(len(self.ws)):
            x = self.phi(tf.matmul(x, self.ws[layer]) + self.bs[layer])
        return x
