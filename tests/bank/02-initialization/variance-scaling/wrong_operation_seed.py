"""Passes `seed=` to `tf.random.normal`: believes that this fixes the numbers, whatever was drawn before.

outcome: wrong
misconception: seed-ignored
"""


def variance_scaling(shape, scale, mode, distribution, seed):
    window = int(np.prod(shape[:-2]))
    fan_in, fan_out = window * shape[-2], window * shape[-1]
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    std = (scale / n) ** 0.5
    if distribution == "normal":
        return tf.random.normal(shape, stddev=std, seed=seed)
    if distribution == "truncated_normal":
        return tf.random.truncated_normal(shape, stddev=std / 0.87962566, seed=seed)
    limit = 3**0.5 * std
    return tf.random.uniform(shape, -limit, limit, seed=seed)
