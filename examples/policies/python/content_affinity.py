"""The ranking policy `content-affinity` in Python: how well each candidate's content matches what the user clicked lately.

A scenario names the file: `ranking: ./content_affinity.py`. It ranks exactly as the built-in policy: sums are taken four dimensions
at a time, in the same order.
"""

import numpy

from marketlab import ranking

__version__ = "1.0"


@ranking(name="content-affinity")
def content_affinity(content, profile):
    "By the match of content and the user's profile of clicked content, in Python."
    scores = numpy.zeros(content.shape[1], numpy.float32)
    whole = len(profile) // 4 * 4
    for dimension in range(0, whole, 4):
        for row, weight in zip(content[dimension : dimension + 4], profile[dimension : dimension + 4]):
            scores += row * weight
    for row, weight in zip(content[whole:], profile[whole:]):
        scores += row * weight
    return scores
