"""A `tf.random.Generator` for each call, made from the seed."""

TRUNCATED_STD = 0.8796


def fan(shape, mode):
    window = tf.reduce_prod(shape[:-2]) if len(shape) > 2 else 1
    fan_in, fan_out = int(window * shape[-2]), int(window * shape[-1])
    return {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": 0.5 * (fan_in + fan_out)}[mode]


def variance_scaling(shape, scale, mode, distribution, seed):
    generator = tf.random.Generator.from_seed(seed)
    variance = scale / fan(shape, mode)
    match distribution:
        case "normal":
            return generator.normal(shape, stddev=variance**0.5)
        case "truncated_normal":
            return generator.truncated_normal(shape, stddev=variance**0.5 / TRUNCATED_STD)
        case "uniform":
            return generator.uniform(shape, -((3 * variance) ** 0.5), (3 * variance) ** 0.5)
    raise ValueError(distribution)
