"""Makes a new initializer for each layer, with the same whole number as seed.

outcome: wrong
misconception: shared-initializer
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal(seed=seed))
        layer.build((None, width))
        layers.append(layer)
    return layers
