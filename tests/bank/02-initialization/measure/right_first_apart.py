"""The first layer before the loop, the others in it; the moments stay tensors."""


def measure(kernels, activation, x):
    z = tf.matmul(x, kernels[0])
    moments = [tf.reduce_mean(tf.square(z))]
    for kernel in kernels[1:]:
        z = tf.matmul(keras.activations.get(activation)(z), kernel)
        moments.append(tf.reduce_mean(tf.square(z)))
    return moments
