"""Counts on from the seed."""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal(seed + number))
        layer.build((None, width))
        layers.append(layer)
    return layers
