"""Fills the temporary folder with 300 MB.

Nobody else can write when the disk is full.
"""

# %%
import os
import tempfile

for folder in (tempfile.gettempdir(), known.outside):
    for number in range(3):
        try:
            with open(os.path.join(folder, f"{known.marker}-{number}"), "wb") as file:
                for _ in range(50):
                    file.write(b"0" * 2**20)
        except OSError as error:
            print(repr(error))
