"""Gives the variance where the standard deviation is asked for.

outcome: wrong
misconception: std-for-variance
"""


def variance_scaling(shape, scale, mode, distribution, seed):
    window = int(np.prod(shape[:-2]))
    fan_in, fan_out = window * shape[-2], window * shape[-1]
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    variance = scale / n
    if distribution == "normal":
        return tf.random.stateless_normal(shape, [seed, 0], stddev=variance)
    if distribution == "truncated_normal":
        return tf.random.stateless_truncated_normal(shape, [seed, 0], stddev=variance / 0.87962566)
    limit = 3**0.5 * variance
    return tf.random.stateless_uniform(shape, [seed, 0], -limit, limit)
