"""Hands one initializer object to all layers.

outcome: wrong
misconception: shared-initializer
"""


def make_layers(count, width, seed):
    recipe = keras.initializers.HeNormal(seed=seed)
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=recipe)
        layer.build((None, width))
        layers.append(layer)
    return layers
