"""Reads an exported event log as the pages that users saw, with columns that a ranking policy is shown, under the same names.

Every feature is what the platform knew at that moment. What the log does not have no model can learn from it: content vectors, the
condition, and how old the listings of the opening were.
"""

import polars as pl

FEATURES = ["price", "relative_price", "category_affinity", "impressions", "clicks", "likes"]


def read(folder):
    """A row per exposure of the experiment, page by page and slot by slot: FEATURES, `page`, `slot` and `clicked`.

    :param folder: of a world, as `marketlab export --format arrow` has written it.
    """

    def table(name):
        return pl.read_ipc(f"{folder}/{name}.arrow").sort("record")

    start = pl.read_ipc(f"{folder}/world.arrow")["experiment_start_ms"][0]
    listings = table("listing_created").select(
        "listing", "category", median=pl.col("price").median().over("category")
    )
    clicks = table("click").join(listings, on="listing")
    shown = table("exposure").with_columns(impressions=pl.int_range(pl.len()).over("listing"))
    shown = shown.join(listings, on="listing").with_columns(
        price=pl.col("price") / 100, relative_price=(pl.col("price") / pl.col("median")).log()
    )
    # A click comes right after its exposure, which user, session and listing name.
    shown = shown.join(
        clicks.select("user", "session", "listing", clicked=1), on=["user", "session", "listing"], how="left"
    ).with_columns(pl.col("clicked").fill_null(0))
    for name, events in [("clicks", clicks), ("likes", table("like"))]:
        shown = so_far(shown, events, name, on="record", by=["listing"])
    # The platform's belief of what a user looks for comes of the clicks of sessions that are over.
    shown = so_far(shown, clicks, "in_category", on="session", by=["user", "category"])
    shown = so_far(shown, clicks, "in_all", on="session", by=["user"])
    categories = listings["category"].n_unique()
    return (
        shown.with_columns(category_affinity=(pl.col("in_category") + 1) / (pl.col("in_all") + categories))
        .sort("user", "session", "record")
        .with_columns(
            page=((pl.col("slot") <= pl.col("slot").shift(1)) | pl.struct("user", "session").rle_id().diff().ne(0))
            .fill_null(True)
            .cum_sum()
        )
        .filter((pl.col("time_ms") >= start) & ~pl.col("sold_out"))
        .select(*FEATURES, "page", "slot", "clicked")
    )


def so_far(shown, events, name, on, by):
    """Adds how many of the events came before each row, by `on`, of those with the row's `by`."""
    counted = (
        events.group_by(*by, on).len().sort(on).with_columns(pl.col("len").cum_sum().over(by).alias(name)).drop("len")
    )
    return (
        shown.sort(on)
        .join_asof(counted, on=on, by=by, strategy="backward", allow_exact_matches=False, check_sortedness=False)
        .with_columns(pl.col(name).fill_null(0))
    )
