"""Draws all kernels at once, for the fan-in of one, and hands each layer its own part."""


def make_layers(count, width, seed):
    kernels = keras.initializers.HeNormal(seed=seed)((width, count * width))
    layers = []
    for kernel in tf.split(kernels, count, axis=1):
        layers.append(keras.layers.Dense(width))
        layers[-1].build((None, width))
        layers[-1].set_weights([kernel, tf.zeros([width])])
    return layers
