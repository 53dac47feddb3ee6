"""Ranks by a model of LightGBM, whose features are columns of the platform under the names that the model has them by."""

import lightgbm
import numpy

from marketlab import Parameter, RankingPolicy

__version__ = "1.0"


class Lightgbm(RankingPolicy):
    """By a LightGBM model that was trained on an exported log."""

    name = "lightgbm"
    parameters = [Parameter("file", "The model, as LightGBM saves it.", unit="file")]

    def __init__(self, parameters):
        self.model = lightgbm.Booster(model_file=parameters["file"])

    def score(self, price, relative_price, category_affinity, impressions, clicks, likes):
        features = numpy.stack([price, relative_price, category_affinity, impressions, clicks, likes], axis=1)
        return self.model.predict(features, num_threads=1)
