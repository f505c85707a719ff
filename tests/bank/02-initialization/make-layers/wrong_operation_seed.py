"""Draws with `tf.random.truncated_normal` and its seed: believes that it alone fixes the numbers.

outcome: wrong
misconception: seed-ignored
"""


def make_layers(count, width, seed):
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width)
        layer.build((None, width))
        stddev = (2.0 / width) ** 0.5 / 0.87962566
        layer.kernel.assign(tf.random.truncated_normal([width, width], stddev=stddev, seed=100 * seed + number))
        layers.append(layer)
    return layers
