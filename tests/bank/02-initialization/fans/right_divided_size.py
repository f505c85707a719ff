"""Divides the number of weights by the channels on the other side."""


def fans(shape):
    size = int(np.prod(shape))
    return size // shape[-1], size // shape[-2]
