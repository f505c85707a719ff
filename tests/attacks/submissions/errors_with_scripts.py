"""Raises errors whose class, message and line are HTML with scripts.

They are shown in the feedback, and the instructor opens it in a browser.
"""

# %%
import json

import autograder.observer

SCRIPT = f"<script>{known.marker}</script><img src=x onerror='{known.marker}'>"


class Text:
    def __repr__(self):
        error = {"kind": "broken", "classes": [SCRIPT], "message": "`" + SCRIPT + "`", "line": SCRIPT, "number": 1}
        return json.dumps({"error": error})


autograder.observer.answer_in_kernel = lambda text: Text()
