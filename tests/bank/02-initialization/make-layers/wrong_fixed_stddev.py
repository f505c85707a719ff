"""Writes 0.05, the default of `TruncatedNormal`, for all widths.

outcome: wrong
misconception: none
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(
            width, kernel_initializer=keras.initializers.TruncatedNormal(seed=1000 * seed + number)
        )
        layer.build((None, width))
        layers.append(layer)
    return layers
