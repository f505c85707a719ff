"""A product of random reflections (Stewart 1980), with a random sign at the end."""


def orthogonal(shape, gain, seed):
    generator = tf.random.Generator.from_seed(seed)
    size = max(shape)
    matrix = np.eye(size)
    for length in range(size, 1, -1):
        vector = generator.normal([length], dtype=tf.float64).numpy()
        sign = np.sign(vector[0])
        vector[0] += sign * np.linalg.norm(vector)
        reflection = np.eye(size)
        reflection[size - length :, size - length :] -= 2 * np.outer(vector, vector) / (vector @ vector)
        reflection[size - length] *= -sign
        matrix = matrix @ reflection
    matrix[:, -1] *= 1.0 if generator.uniform([]) < 0.5 else -1.0
    return tf.Variable(gain * matrix[: shape[0], : shape[1]], dtype=tf.float32)
