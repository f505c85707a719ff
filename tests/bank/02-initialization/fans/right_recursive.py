"""Takes one dimension of the window off, and multiplies what is left by it."""


def fans(shape):
    if len(shape) == 2:
        return tuple(shape)
    fan_in, fan_out = fans(shape[1:])
    return shape[0] * fan_in, shape[0] * fan_out
