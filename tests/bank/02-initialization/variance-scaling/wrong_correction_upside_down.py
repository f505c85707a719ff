"""Multiplies by 0.88 where the cut has already taken that much.

outcome: wrong
misconception: correction-upside-down
"""


def variance_scaling(shape, scale, mode, distribution, seed):
    window = int(np.prod(shape[:-2]))
    fan_in, fan_out = window * shape[-2], window * shape[-1]
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    std = (scale / n) ** 0.5
    if distribution == "normal":
        return tf.random.stateless_normal(shape, [seed, 0], stddev=std)
    if distribution == "truncated_normal":
        return tf.random.stateless_truncated_normal(shape, [seed, 0], stddev=std * 0.87962566)
    limit = 3**0.5 * std
    return tf.random.stateless_uniform(shape, [seed, 0], -limit, limit)
