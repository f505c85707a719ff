"""Sets TensorFlow's global seed before each draw."""


def variance_scaling(shape, scale, mode, distribution, seed):
    tf.random.set_seed(seed)
    fan_in = np.prod(shape[:-1])
    fan_out = fan_in / shape[-2] * shape[-1]
    n = dict(fan_in=fan_in, fan_out=fan_out, fan_avg=np.mean([fan_in, fan_out]))[mode]
    std = np.sqrt(scale / n)
    if distribution == "normal":
        return std * tf.random.normal(shape)
    if distribution == "truncated_normal":
        return std * tf.random.truncated_normal(shape) / 0.8796
    return std * tf.random.uniform(shape, -1, 1) * np.sqrt(3)
