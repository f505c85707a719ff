"""Plain data between the checks and the observer that sits beside the student's code.

A request or a reply is JSON: ``None``, booleans, numbers, strings, lists and string-keyed
dictionaries, with NumPy arrays as ``{"array": {"dtype", "shape", "data"}}`` (base64 of the raw
little-endian buffer), and a dictionary whose one key is ``array`` as ``{"array": {"item"}}``.
Nothing is pickled or evaluated, so a reply can be read without trusting its sender; whatever
does not fit raises :class:`ProtocolError`.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from typing import Any

import numpy as np

#: dtypes that may cross; TensorFlow's string and resource dtypes have no buffer and do not.
DTYPES = frozenset(
    ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"]
)
#: Largest array in bytes. The course's arrays have a few thousand elements.
MAX_ARRAY_BYTES = 16 * 2**20
#: Largest message in characters: one largest array in base64, and its frame.
MAX_MESSAGE_CHARS = 24 * 2**20
#: Deepest nesting: a list of outputs per setting, of arrays, is four.
MAX_DEPTH = 12
MAX_RANK = 8
#: Longest text: names, messages, lines of code.
MAX_TEXT_CHARS = 100_000


class ProtocolError(Exception):
    """A message that is not of the agreed form. Never the student's honest mistake."""


def dumps(message: dict) -> str:
    """``message`` (arrays included) as JSON text."""
    return json.dumps(_encode(message), allow_nan=True)


def loads(text: str) -> dict:
    """The message in ``text``.

    Raises:
        ProtocolError: not JSON, too large, too deep, or an array whose buffer is not what its
            dtype and shape say.
    """
    if not isinstance(text, str) or len(text) > MAX_MESSAGE_CHARS:
        raise ProtocolError("the message is larger than the protocol allows")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the message is not JSON: {error}") from None
    message = _decode(message, MAX_DEPTH)
    if not isinstance(message, dict):
        raise ProtocolError("the message is not an object")
    return message


def _encode(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.name not in DTYPES:
            raise ProtocolError(f"arrays of dtype {array.dtype} do not cross")
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        return {
            "array": {
                "dtype": array.dtype.name,
                "shape": list(array.shape),
                "data": base64.b64encode(array.tobytes()).decode("ascii"),
            }
        }
    if isinstance(value, dict):
        encoded = {str(key): _encode(item) for key, item in value.items()}
        return {"array": {"item": encoded["array"]}} if set(encoded) == {"array"} else encoded
    if isinstance(value, list | tuple):
        return [_encode(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise ProtocolError(f"a {type(value).__name__} is not plain data")


def _decode(value: Any, depth: int) -> Any:
    if depth == 0:
        raise ProtocolError("the message is nested too deeply")
    if isinstance(value, list):
        return [_decode(item, depth - 1) for item in value]
    if isinstance(value, dict):
        if set(value) == {"array"}:
            spec = value["array"]
            if isinstance(spec, dict) and set(spec) == {"item"}:
                return {"array": _decode(spec["item"], depth - 1)}
            return _decode_array(spec)
        return {_decode_text(key): _decode(item, depth - 1) for key, item in value.items()}
    return _decode_text(value) if isinstance(value, str) else value


def _decode_text(text: str) -> str:
    """``text`` without lone surrogates, which no file or terminal takes."""
    if len(text) > MAX_TEXT_CHARS:
        raise ProtocolError("a text is longer than the protocol allows")
    return text.encode("utf-8", "replace").decode("utf-8")


def _decode_array(spec: Any) -> np.ndarray:
    if not isinstance(spec, dict) or set(spec) != {"dtype", "shape", "data"}:
        raise ProtocolError("an array needs exactly dtype, shape and data")
    dtype, shape, data = spec["dtype"], spec["shape"], spec["data"]
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise ProtocolError(f"unknown dtype {dtype!r:.40}")
    if (
        not isinstance(shape, list)
        or len(shape) > MAX_RANK
        or not all(type(size) is int and 0 <= size <= MAX_ARRAY_BYTES for size in shape)
    ):
        raise ProtocolError("an array's shape is a short list of sizes")
    itemsize = np.dtype(dtype).itemsize
    expected = math.prod(shape) * itemsize
    # NumPy multiplies the sizes of an empty array, too.
    if not isinstance(data, str) or math.prod(filter(None, shape)) * itemsize > MAX_ARRAY_BYTES:
        raise ProtocolError("an array is larger than the protocol allows")
    try:
        raw = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise ProtocolError("an array's data is not base64") from None
    if len(raw) != expected:
        raise ProtocolError(f"an array of shape {shape} has {len(raw)} bytes, not {expected}")
    return np.frombuffer(raw, dtype=np.dtype(dtype).newbyteorder("<")).reshape(shape)
