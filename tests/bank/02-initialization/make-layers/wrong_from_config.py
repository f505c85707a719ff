"""Makes the other layers from the first one's configuration.

outcome: wrong
misconception: shared-initializer
"""


def make_layers(count, width, seed):
    first = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal(seed=seed))
    layers = [keras.layers.Dense.from_config(first.get_config()) for _ in range(count)]
    for layer in layers:
        layer.build((None, width))
    return layers
