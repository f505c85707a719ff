"""Believes that a layer has its weights as soon as it is made.

outcome: wrong
misconception: none
"""


def make_layers(count, width, seed):
    return [
        keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal(seed=100 * seed + number))
        for number in range(count)
    ]
