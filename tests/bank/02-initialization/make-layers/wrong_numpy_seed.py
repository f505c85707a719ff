"""Sets the seed of NumPy: believes that it reaches Keras.

outcome: wrong
misconception: seed-ignored
"""


def make_layers(count, width, seed):
    np.random.seed(seed)
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer=keras.initializers.HeNormal())
        layer.build((None, width))
        layers.append(layer)
    return layers
