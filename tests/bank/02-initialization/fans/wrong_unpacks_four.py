"""Unpacks every convolution as if it were over images.

outcome: broken
misconception: none
"""


def fans(shape):
    if len(shape) == 2:
        return shape
    height, width, n_in, n_out = shape
    return height * width * n_in, height * width * n_out
