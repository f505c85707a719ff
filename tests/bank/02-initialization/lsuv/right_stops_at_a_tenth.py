"""Stops as soon as the variance is within 0.1 of 1, as the text says."""


def lsuv(layers, activation, x):
    h = x
    for layer in layers:
        layer.kernel.assign(keras.initializers.Orthogonal()(layer.kernel.shape))
        rounds = 0
        while abs(float(tf.math.reduce_variance(layer(h))) - 1.0) > 0.1 and rounds < 10:
            layer.kernel.assign(layer.kernel / tf.math.reduce_std(layer(h)))
            rounds += 1
        h = activation(layer(h))
