"""Sets the seed of Keras before each layer.

outcome: wrong
misconception: shared-initializer
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        keras.utils.set_random_seed(seed)
        layer = keras.layers.Dense(width, kernel_initializer="he_normal")
        layer.build((None, width))
        layers.append(layer)
    return layers
