"""One layer, then the same function for the layers behind it."""


def unit(layer, x, rounds=10):
    variance = tf.math.reduce_variance(layer(x))
    if rounds and abs(variance - 1.0) > 0.02:
        layer.kernel.assign(layer.kernel * variance**-0.5)
        unit(layer, x, rounds - 1)


def lsuv(layers, activation, x):
    if layers:
        first, *others = layers
        first.kernel.assign(keras.initializers.orthogonal(seed=len(layers))(first.kernel.shape))
        unit(first, x)
        lsuv(others, activation, activation(first(x)))
