"""Writes out dense kernels and the three kinds of convolution."""


def fans(shape):
    if len(shape) == 2:
        return shape[0], shape[1]
    if len(shape) == 3:
        length, n_in, n_out = shape
        return length * n_in, length * n_out
    if len(shape) == 4:
        height, width, n_in, n_out = shape
        return height * width * n_in, height * width * n_out
    depth, height, width, n_in, n_out = shape
    return depth * height * width * n_in, depth * height * width * n_out
