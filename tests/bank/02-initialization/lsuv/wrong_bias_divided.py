"""Divides the biases too: then one division is enough.

outcome: wrong
misconception: bias-changed
fails: lsuv-kernels
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance - 1.0) < 0.05:
                break
            layer.set_weights([weight / variance**0.5 for weight in layer.get_weights()])
        hidden = activation(layer(hidden))
