"""Believes that `map` returns a list.

outcome: wrong
misconception: lazy-iterator
"""


def snapshot(variables):
    return map(tf.identity, variables)
