"""Takes every mode that is not `fan_in` for the mean: forgets `fan_out`.

outcome: wrong
misconception: another-mode
"""


def variance_scaling(shape, scale, mode, distribution, seed):
    window = int(np.prod(shape[:-2]))
    fan_in, fan_out = window * shape[-2], window * shape[-1]
    n = fan_in if mode == "fan_in" else (fan_in + fan_out) / 2
    std = (scale / n) ** 0.5
    if distribution == "normal":
        return tf.random.stateless_normal(shape, [seed, 0], stddev=std)
    if distribution == "truncated_normal":
        return tf.random.stateless_truncated_normal(shape, [seed, 0], stddev=std / 0.87962566)
    limit = 3**0.5 * std
    return tf.random.stateless_uniform(shape, [seed, 0], -limit, limit)
