"""Sets the biases to zero first: believes that they only disturb.

outcome: wrong
misconception: bias-changed
fails: lsuv-kernels
"""


def lsuv(layers, activation, x):
    hidden = x
    for number, layer in enumerate(layers):
        layer.kernel.assign(keras.initializers.Orthogonal(seed=number)(layer.kernel.shape))
        layer.bias.assign(tf.zeros_like(layer.bias))
        for _ in range(10):
            z = layer(hidden)
            variance = float(tf.math.reduce_variance(z))
            if abs(variance - 1.0) < 0.05:
                break
            layer.kernel.assign(layer.kernel / variance**0.5)
        hidden = activation(layer(hidden))
