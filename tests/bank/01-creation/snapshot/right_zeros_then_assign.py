"""Makes boxes of the same shapes, and assigns the values to them."""


def snapshot(variables):
    kept = [tf.Variable(tf.zeros_like(variable)) for variable in variables]
    for box, variable in zip(kept, variables, strict=True):
        box.assign(variable)
    return kept
