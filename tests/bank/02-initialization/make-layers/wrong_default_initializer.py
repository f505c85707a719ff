"""Sets the seed and leaves the initializer to Keras, whose default is Glorot's.

outcome: wrong
misconception: another-initializer
"""


def make_layers(count, width, seed):
    keras.utils.set_random_seed(seed)
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width)
        layer.build((None, width))
        layers.append(layer)
    return layers
