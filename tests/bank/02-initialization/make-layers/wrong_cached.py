"""Keeps what it made, so that the same seed gives the same layers.

outcome: wrong
misconception: shared-between-instances
"""

import functools


@functools.lru_cache
def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layers.append(
            keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal(seed=10 * seed + number))
        )
        layers[-1].build((None, width))
    return layers
