"""Yields the layers one by one.

outcome: wrong
misconception: lazy-iterator
"""


def make_layers(count, width, seed):
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal(seed=100 * seed + number))
        layer.build((None, width))
        yield layer
