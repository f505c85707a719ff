"""Prints each request that the observer gets.

A student who reads the outputs may learn the hidden test.
"""

# %%
import autograder.observer

real = autograder.observer.answer_in_kernel


def answer_in_kernel(text):
    print(text)
    return real(text)


autograder.observer.answer_in_kernel = answer_in_kernel


# %% linear
class Linear:
    def __init__(self, n_in, n_out):
        print(n_in, n_out)

    def __call__(self, x):
        print(x)
