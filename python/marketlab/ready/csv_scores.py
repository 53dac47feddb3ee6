"""Ranks by scores that stand in a CSV file: `ranking: {policy: csv-scores, file: scores.csv}`.

The file has a header with the column `listing`, the columns of scores, and perhaps `user`: numbers of listings and users as the event log
and people's own files have them, from 0.
"""

from __future__ import annotations

import csv
from typing import Any, Mapping, Optional

import numpy

from marketlab import Parameter, RankingPolicy

__version__ = "1.0"


class CsvScores(RankingPolicy):
    """By scores of a CSV file, one per listing, or per user and listing."""

    name = "csv-scores"
    parameters = [
        Parameter("file", "The CSV file, with the columns listing and score, and perhaps user.", unit="file"),
        Parameter("column", "The column that is the score.", default="score"),
        Parameter(
            "missing",
            "The score of what the file does not have; listings that came after it was made are such.",
            default=0,
        ),
    ]

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.missing = float(parameters["missing"])
        # Of everybody (None), and of each user whom the file names: sorted ids of listings, and their scores.
        self.tables: dict[Optional[int], tuple[Any, Any]] = {}
        for user, scores in _read(parameters["file"], parameters["column"]).items():
            ids = sorted(scores)
            self.tables[user] = (numpy.array(ids, numpy.uint32), numpy.array([scores[id] for id in ids], numpy.float32))

    def score(self, user: int, listings: Any) -> Any:
        scores = numpy.full(len(listings), self.missing, numpy.float32)
        # A row without a user is everybody's, and one with a user goes before it.
        for key in (None, user):
            if key in self.tables:
                ids, known = self.tables[key]
                places = numpy.minimum(numpy.searchsorted(ids, listings), len(ids) - 1)
                hit = ids[places] == listings
                scores[hit] = known[places[hit]]
        return scores


def _read(path: str, column: str) -> dict[Optional[int], dict[int, float]]:
    """The scores of the listings, by user; None is everybody."""
    found: dict[Optional[int], dict[int, float]] = {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        lines = csv.DictReader(file)
        header = lines.fieldnames or []
        for name in ("listing", column):
            if name not in header:
                raise ValueError(f"{path} has no column {name}; it has {', '.join(header) or 'none'}")
        for line in lines:
            try:
                user = int(line["user"]) if line.get("user") else None
                listing, score = int(line["listing"]), float(line[column])
            except (TypeError, ValueError):
                raise ValueError(
                    f"{path}, line {lines.line_num}: expected whole numbers of user and listing, and a score"
                ) from None
            if not (0 <= listing < 2**32 and numpy.isfinite(score)):
                raise ValueError(f"{path}, line {lines.line_num}: no listing or no score is such a number")
            if listing in found.setdefault(user, {}):
                raise ValueError(f"{path}, line {lines.line_num}: the listing is there twice")
            found[user][listing] = score
    return found
