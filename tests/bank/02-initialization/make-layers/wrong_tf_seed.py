"""Sets the seed of TensorFlow: believes that it reaches Keras.

outcome: wrong
misconception: seed-ignored
"""


def make_layers(count, width, seed):
    tf.random.set_seed(seed)
    layers = []
    for number in range(count):
        layer = keras.layers.Dense(width, kernel_initializer="he_normal")
        layer.build((None, width))
        layers.append(layer)
    return layers
