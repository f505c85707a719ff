"""Hands it to Keras as it is, whose "normal" is a truncated one.

outcome: wrong
misconception: another-distribution
"""


def variance_scaling(shape, scale, mode, distribution, seed):
    return keras.initializers.VarianceScaling(scale, mode, distribution, seed=seed)(shape)
