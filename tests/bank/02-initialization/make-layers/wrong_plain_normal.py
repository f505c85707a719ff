"""Draws a normal distribution with He's standard deviation, without the cut.

outcome: wrong
misconception: another-distribution
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(
            width,
            kernel_initializer=keras.initializers.RandomNormal(stddev=(2 / width) ** 0.5, seed=1000 * seed + number),
        )
        layer.build((None, width))
        layers.append(layer)
    return layers
