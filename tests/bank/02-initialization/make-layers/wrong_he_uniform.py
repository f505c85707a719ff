"""Takes `HeUniform`: believes that only the scale counts.

outcome: wrong
misconception: another-distribution
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeUniform(seed=1000 * seed + number))
        layer.build((None, width))
        layers.append(layer)
    return layers
