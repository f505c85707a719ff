"""Believes that `a.assign(b)` puts the value of `a` into `b`.

outcome: wrong
misconception: assign-reversed
"""


def snapshot(variables):
    kept = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
    for box, variable in zip(kept, variables):
        variable.assign(box)
    return kept
