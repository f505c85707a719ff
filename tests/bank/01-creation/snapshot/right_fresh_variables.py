"""Puts each value into a box of its own."""


def snapshot(variables):
    kept = []
    for variable in variables:
        kept.append(tf.Variable(variable, trainable=False, name="kept"))
    return kept
