"""Believes that `tf.identity` copies a list of variables one by one.

outcome: wrong
misconception: one-array-for-all
"""


def snapshot(variables):
    return tf.identity(variables)
