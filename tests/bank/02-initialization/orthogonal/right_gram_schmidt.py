"""Gram-Schmidt by hand: each column minus what lies along those before it."""


def orthogonal(shape, gain, seed):
    if shape[0] < shape[1]:
        return tf.transpose(orthogonal(shape[::-1], gain, seed))
    draws = np.random.RandomState(seed).randn(*shape)
    columns = []
    for column in draws.T:
        for _ in range(2):  # twice, against rounding
            for other in columns:
                column = column - (other @ column) * other
        columns.append(column / np.linalg.norm(column))
    return tf.constant(gain * np.stack(columns, axis=1), dtype=tf.float32)
