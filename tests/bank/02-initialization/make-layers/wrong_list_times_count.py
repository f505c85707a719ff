"""Builds one layer and multiplies the list.

outcome: wrong
misconception: alias-for-copy
"""


def make_layers(count, width, seed):
    layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal(seed=seed))
    layer.build((None, width))
    return [layer] * count
