"""Numbers the seeds and leaves the argument out.

outcome: wrong
misconception: seed-fixed
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal(seed=number))
        layer.build((None, width))
        layers.append(layer)
    return layers
