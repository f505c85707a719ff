"""Hands the variance over as standard deviation.

outcome: wrong
misconception: std-for-variance
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(
            width, kernel_initializer=keras.initializers.RandomNormal(stddev=2 / width, seed=1000 * seed + number)
        )
        layer.build((None, width))
        layers.append(layer)
    return layers
