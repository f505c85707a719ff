"""Puts new layers into the list, in the places of the old ones.

outcome: wrong
misconception: layer-replaced
fails: lsuv-kernels
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        new = keras.layers.Dense(layer.units, kernel_initializer=keras.initializers.Orthogonal(seed=number))
        new.build((None, layer.kernel.shape[0]))
        new.bias.assign(layer.bias)
        for _ in range(10):
            new.kernel.assign(new.kernel / tf.math.reduce_std(new(hidden)))
        hidden = activation(new(hidden))
        layers[number] = new
