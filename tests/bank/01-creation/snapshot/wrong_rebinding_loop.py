"""Believes that `=` in the loop puts the value into the new box.

outcome: wrong
misconception: rebinding
"""


def snapshot(variables):
    kept = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
    for box, variable in zip(kept, variables):
        box = variable
    return kept
