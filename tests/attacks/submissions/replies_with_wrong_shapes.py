"""Answers with scalars, empty arrays, empty lists and shapes that broadcast.

A comparison may broadcast them to what it expects, and of an empty list everything is true.
"""


# %% forger
# %%
class Lies(Clumsy):
    def change(self, question, reply):
        if question == "forward":
            reply["answer"] = [packed(np.zeros((1, 1, 1, 0))) for _ in reply["answer"]]
        elif question == "gradients":
            reply["answer"] = {path: packed(np.zeros(())) for path in reply["answer"]}
        elif question == "trace":
            reply["answer"]["outputs"] = []
        elif question == "step":
            reply["answer"] = {"moved": {}, "unlisted": 0}
        return reply


answer_with(Lies())
