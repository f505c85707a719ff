"""Prints the pair and returns nothing.

outcome: wrong
misconception: nothing-returned
"""


def fans(shape):
    window = int(np.prod(shape[:-2]))
    print(window * shape[-2], window * shape[-1])
