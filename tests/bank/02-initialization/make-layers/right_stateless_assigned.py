"""Builds the layers and puts truncated normal numbers into their kernels."""


def make_layers(count, width, seed):
    layers = [keras.layers.Dense(width) for _ in range(count)]
    stddev = (2.0 / width) ** 0.5 / 0.87962566
    for number, layer in enumerate(layers):
        layer.build((None, width))
        layer.kernel.assign(tf.random.stateless_truncated_normal([width, width], [seed, number], stddev=stddev))
    return layers
