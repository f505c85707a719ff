"""Sets the seed of Keras, and names the initializer: a name makes a new object each time."""


def make_layers(count, width, seed):
    keras.utils.set_random_seed(seed)
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer="he_normal")
        layer.build((None, width))
        layers.append(layer)
    return layers
