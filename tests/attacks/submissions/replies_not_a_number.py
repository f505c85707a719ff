"""Answers NaN and infinity everywhere.

Comparisons with NaN are false: a test that looks for a difference finds none.
"""


# %% forger
# %%
class Lies(Clumsy):
    def change(self, question, reply):
        if question == "forward":
            reply["answer"] = [
                packed(np.full(unpacked(a).shape, [np.nan, np.inf][i % 2])) for i, a in enumerate(reply["answer"])
            ]
        elif question == "gradients":
            reply["answer"] = {path: packed(np.full(unpacked(a).shape, np.nan)) for path, a in reply["answer"].items()}
        elif question == "variables":
            reply["answer"]["variables"][0]["shape"] = [float("nan"), float("inf")]
        elif question == "trace":
            reply["answer"]["outputs"] = [packed(np.full((2, 3), np.nan))] * 2
        elif question == "step":
            reply["answer"] = {"moved": {"w": float("nan"), "b": float("inf")}, "unlisted": float("nan")}
        elif question == "call":
            reply["answer"]["created"] = float("-inf")
        return reply


answer_with(Lies())
