"""For every measurement the batch goes through all layers before, anew."""


def output_of(layers, number, activation, x):
    for layer in layers[:number]:
        x = activation(layer(x))
    return layers[number](x)


def lsuv(layers, activation, x):
    for layer in layers:
        q, r = tf.linalg.qr(tf.random.normal(sorted(layer.kernel.shape, reverse=True)))
        q = q * tf.sign(tf.linalg.diag_part(r))
        layer.kernel.assign(q if layer.kernel.shape[0] >= layer.kernel.shape[1] else tf.transpose(q))
    for number, layer in enumerate(layers):
        for _ in range(10):
            std = keras.ops.std(output_of(layers, number, activation, x))
            if abs(std**2 - 1) < 0.05:
                break
            layer.kernel.assign(layer.kernel / std)
    return layers
