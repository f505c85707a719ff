"""Replies with lone surrogates, null characters and terminal codes in each name.

No file can be written with them: the result may be lost, or the terminal confused.
"""

# %% forger
# %%
ODD = "\ud800\x00\x1b[2J\u202e`</code><script>" + known.marker + "</script>"


class Lies(Clumsy):
    def change(self, question, reply):
        if question == "variables":
            for item in reply["answer"]["variables"]:
                item["path"] = item["type"] = item["name"] = ODD
            reply["answer"]["untracked"] = {ODD: ODD}
        elif question == "describe":
            reply["answer"]["type"] = reply["answer"]["kind"] = ODD
        return reply


answer_with(Lies())
