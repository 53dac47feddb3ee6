"""Trains scikit-learn's logistic regression of clicks on an exported log, and writes it as an ONNX file that names its own features.

    python3 train_onnx.py LOG clicks.onnx
"""

import sys

import numpy
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import pages


def train(folder):
    table = pages.read(folder)
    features = table.select(pages.FEATURES).to_numpy().astype(numpy.float32)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    return model.fit(features, table["clicked"].to_numpy()), features


if __name__ == "__main__":
    model, features = train(sys.argv[1])
    # A classifier's chances as one array, and not as a dictionary per row.
    exported = to_onnx(model, features[:1], options={"zipmap": False}, target_opset=17)
    entry = exported.metadata_props.add()
    entry.key, entry.value = "features", ",".join(pages.FEATURES)
    with open(sys.argv[2], "wb") as file:
        file.write(exported.SerializeToString())
