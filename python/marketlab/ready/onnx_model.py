"""Ranks by a model in an ONNX file: `ranking: {policy: onnx, file: model.onnx}`.

The model's features are columns of the slot by their names. Which, in which order, is said by the parameter `features`, else by the
entry `features` of the model's own metadata, else by the names of the model's inputs.
"""

from __future__ import annotations

import sys
from typing import Any, Mapping

import numpy

from marketlab import Parameter, RankingPolicy
from marketlab.slots import SLOTS

try:
    import onnxruntime
except ImportError as error:
    raise ImportError(f"policy onnx needs onnxruntime: {sys.executable} -m pip install onnxruntime") from error

__version__ = "1.0"

_INPUTS = SLOTS["ranking"]["calls"]["score"]["inputs"]
# One number per candidate; and of vectors the numbers one by one, which of `profile` and `affinity` all candidates share.
_ROWS = [name for name, (_, shape) in _INPUTS.items() if shape == ["row"]]
_VECTORS = ["content", "profile", "affinity"]
_COLUMNS = _ROWS + _VECTORS
_TYPES = {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64, "tensor(int64)": numpy.int64}


class Onnx(RankingPolicy):
    """By a model in an ONNX file."""

    name = "onnx"
    parameters = [
        Parameter("file", "The model.", unit="file"),
        Parameter(
            "features",
            "Columns that are the model's features, in its order, with commas; from-model takes its metadata's `features`, "
            "else the names of its inputs.",
            default="from-model",
        ),
        Parameter("output", "The output that is the score; last takes the model's last.", default="last"),
    ]

    @classmethod
    def calls(cls) -> dict[str, list[str]]:
        # Which columns a model reads is known when it is opened, and what a policy reads before that.
        return {"score": _COLUMNS}

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        settings.log_severity_level = 3
        self.file = parameters["file"]
        try:
            self.session = onnxruntime.InferenceSession(self.file, settings, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ValueError(f"{self.file} is no model that onnxruntime can open: {error}") from None
        self.inputs = self.session.get_inputs()
        outputs = [output.name for output in self.session.get_outputs()]
        self.output = outputs[-1] if parameters["output"] == "last" else parameters["output"]
        if self.output not in outputs:
            raise ValueError(f"{self.file} has no output {self.output}; it has {', '.join(outputs)}")
        for given in self.inputs:
            if given.type not in _TYPES:
                raise ValueError(f"the input {given.name} of {self.file} is a {given.type}; expected numbers")
        self.features = self._features(parameters["features"])
        for name in self.features:
            if not _is_known(name):
                known = ", ".join(_ROWS + ["content_match", "content_0", "profile_0", "affinity_0 and so on"])
                raise ValueError(f"the feature {name} of {self.file} is no column of ranking; there are {known}")
        width = self.inputs[0].shape[-1] if self.inputs[0].shape else None
        if len(self.inputs) > 1 and len(self.inputs) != len(self.features):
            raise ValueError(f"{self.file} has {len(self.inputs)} inputs, and {len(self.features)} features are named")
        if len(self.inputs) == 1 and isinstance(width, int) and width != len(self.features):
            raise ValueError(f"{self.file} takes {width} features, and {len(self.features)} are named")

    def _features(self, said: str) -> list[str]:
        if said == "from-model":
            said = self.session.get_modelmeta().custom_metadata_map.get("features", "")
        if said:
            return [name.strip() for name in said.split(",")]
        return [given.name for given in self.inputs]

    def score(self, *columns: Any) -> Any:
        by_name = dict(zip(_COLUMNS, columns))
        count = len(by_name["listings"])
        features = [numpy.broadcast_to(_feature(by_name, name), count) for name in self.features]
        if len(self.inputs) == 1:
            given = self.inputs[0]
            fed = {given.name: numpy.stack(features, axis=1).astype(_TYPES[given.type])}
        else:
            fed = {
                given.name: values.astype(_TYPES[given.type]).reshape((-1, 1) if len(given.shape) == 2 else -1)
                for given, values in zip(self.inputs, features)
            }
        try:
            answer = self.session.run([self.output], fed)[0]
        except Exception as error:
            raise ValueError(f"onnxruntime cannot run {self.file}: {error}") from None
        if not isinstance(answer, numpy.ndarray):
            raise TypeError(f"the output {self.output} of {self.file} is no array; skl2onnx makes one with options zipmap=False")
        # Of chances of classes the last one's: of a click, where the classes are no and yes.
        return answer if answer.ndim == 1 else answer.reshape(count, -1)[:, -1]


def _is_known(name: str) -> bool:
    vector, _, place = name.rpartition("_")
    return name in _ROWS + ["content_match"] or (vector in _VECTORS and place.isdigit())


def _feature(columns: Mapping[str, Any], name: str) -> Any:
    """One number per candidate, or one that all share."""
    if name == "content_match":
        return columns["profile"] @ columns["content"]
    if name in columns:
        return columns[name]
    vector, _, place = name.rpartition("_")
    if int(place) >= len(columns[vector]):
        raise IndexError(f"the market has no {name}: its {vector} has {len(columns[vector])} numbers")
    return columns[vector][int(place)]
