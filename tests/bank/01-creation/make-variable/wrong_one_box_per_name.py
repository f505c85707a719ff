"""Believes that a name stands for one box, as in TensorFlow 1, and hands it out again.

outcome: wrong
misconception: name-is-identity
"""

boxes = {}


def make_variable(value, name, trainable):
    if name not in boxes:
        boxes[name] = tf.Variable(value, dtype=tf.float32, name=name, trainable=trainable)
    return boxes[name]
