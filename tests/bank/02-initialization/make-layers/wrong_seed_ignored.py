"""Makes a new initializer for each layer and forgets the seed.

outcome: wrong
misconception: seed-ignored
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal())
        layer.build((None, width))
        layers.append(layer)
    return layers
