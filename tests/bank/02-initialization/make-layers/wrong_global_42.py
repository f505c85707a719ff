"""Sets the seed of Keras to 42.

outcome: wrong
misconception: seed-fixed
"""


def make_layers(count, width, seed):
    keras.utils.set_random_seed(42)
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer="he_normal")
        layer.build((None, width))
        layers.append(layer)
    return layers
