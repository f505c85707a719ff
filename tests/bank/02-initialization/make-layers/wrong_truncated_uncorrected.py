"""Hands He's standard deviation to `TruncatedNormal`, which does not make up for the cut.

outcome: wrong
misconception: truncated-not-corrected
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(
            width,
            kernel_initializer=keras.initializers.TruncatedNormal(stddev=(2 / width) ** 0.5, seed=1000 * seed + number),
        )
        layer.build((None, width))
        layers.append(layer)
    return layers
