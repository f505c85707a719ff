"""Keras's own `Orthogonal`."""


def orthogonal(shape, gain, seed):
    return keras.initializers.Orthogonal(gain=gain, seed=seed)(shape)
