"""Trains a ranker on an exported log: LightGBM's lambdarank over the pages that users saw.

    python3 train_lightgbm.py LOG model.txt
"""

import sys

import lightgbm
import numpy

import pages


def train(folder):
    table = pages.read(folder)
    features = table.select(pages.FEATURES).to_numpy().astype(numpy.float32)
    # A page is what is put in order: lambdarank counts pairs of its exposures of which one was clicked.
    _, sizes = numpy.unique(table["page"].to_numpy(), return_counts=True)
    data = lightgbm.Dataset(features, label=table["clicked"].to_numpy(), group=sizes, feature_name=pages.FEATURES)
    settings = {
        "objective": "lambdarank",
        "learning_rate": 0.05,
        "num_leaves": 15,
        "min_data_in_leaf": 200,
        "seed": 1,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "verbose": -1,
    }
    return lightgbm.train(settings, data, num_boost_round=100)


if __name__ == "__main__":
    train(sys.argv[1]).save_model(sys.argv[2])
