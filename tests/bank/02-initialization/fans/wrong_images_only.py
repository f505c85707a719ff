"""Knows convolutions over images only, and takes every other kernel as a dense one.

outcome: wrong
misconception: receptive-field-left-out
"""


def fans(shape):
    if len(shape) == 4:
        height, width, n_in, n_out = shape
        return height * width * n_in, height * width * n_out
    return shape[-2], shape[-1]
