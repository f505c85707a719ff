"""Passes the seed to `tf.random.normal`, whose next call goes on from there.

outcome: wrong
misconception: seed-ignored
"""


def orthogonal(shape, gain, seed):
    normal = tf.random.normal((max(shape), min(shape)), seed=seed)
    q, r = tf.linalg.qr(normal)
    q = q * tf.sign(tf.linalg.diag_part(r))
    return gain * (q if shape[0] >= shape[1] else tf.transpose(q))
