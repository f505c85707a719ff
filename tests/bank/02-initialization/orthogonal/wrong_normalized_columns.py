"""Divides each column by its length and believes that this is orthonormal.

outcome: wrong
misconception: not-orthogonal
"""


def orthogonal(shape, gain, seed):
    normal = tf.random.stateless_normal(shape, [seed, 0])
    return gain * normal / tf.norm(normal, axis=0 if shape[0] >= shape[1] else 1, keepdims=True)
