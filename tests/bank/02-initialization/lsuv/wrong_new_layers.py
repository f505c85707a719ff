"""Returns new layers and leaves those of the list alone.

outcome: wrong
misconception: box-unchanged
fails: lsuv
"""


def lsuv(layers, activation, x):
    hidden, made = x, []
    for number, layer in enumerate(layers):
        new = keras.layers.Dense(layer.units)
        new.build((None, layer.kernel.shape[0]))
        new.set_weights([keras.initializers.Orthogonal(seed=number)(layer.kernel.shape), layer.bias])
        for _ in range(10):
            new.kernel.assign(new.kernel / tf.math.reduce_std(new(hidden)))
        hidden = activation(new(hidden))
        made.append(new)
    return made
