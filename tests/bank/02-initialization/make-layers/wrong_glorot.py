"""Takes Glorot's initializer for He's.

outcome: wrong
misconception: another-initializer
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.GlorotNormal(seed=1000 * seed + number))
        layer.build((None, width))
        layers.append(layer)
    return layers
