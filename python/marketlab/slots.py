"""Slots, calls and columns of contract 0.1: made from the declarations of the built-in policies' slots, do not edit.

A column is its numpy type and what it has one number per; nothing for one number per batch.
"""

from __future__ import annotations

from typing import Any

CONTRACT = "0.1"

SLOTS: dict[str, Any] = {
    "retrieval": {
        "calls": {
            "retrieve": {
                # Finds candidates for one page.
                "inputs": {
                    "random": ("uint64", []),
                    "wanted": ("int64", []),
                    "exposures_in_session": ("int64", []),
                    "category_count": ("int64", []),
                    "created_count": ("int64", []),
                    "category_affinity": ("float32", ["category"]),
                    "live_listings": ("uint32", ["category", "live listing"]),
                    "units_for_sale": ("int32", ["created listing"]),
                },
                "answers": [
                    ("candidates", "uint32", ["row"]),
                    ("count", "int64", []),
                ],
            },
        },
    },
    "ranking": {
        "calls": {
            "score": {
                # Scores the candidates of a page.
                "inputs": {
                    "count": ("int64", []),
                    "dimensions": ("int64", []),
                    "random": ("uint64", []),
                    "user": ("int64", []),
                    "category_count": ("int64", []),
                    "listings": ("uint32", ["row"]),
                    "content": ("float32", ["content dimension", "row"]),
                    "relative_price": ("float32", ["row"]),
                    "age": ("float32", ["row"]),
                    "impressions": ("float32", ["row"]),
                    "clicks": ("float32", ["row"]),
                    "likes": ("float32", ["row"]),
                    "purchases": ("float32", ["row"]),
                    "stock": ("float32", ["row"]),
                    "condition": ("float32", ["row"]),
                    "category_affinity": ("float32", ["row"]),
                    "price": ("float32", ["row"]),
                    "category": ("float32", ["row"]),
                    "seller_sales": ("float32", ["row"]),
                    "seller_refunds": ("float32", ["row"]),
                    "model_score": ("float32", ["row"]),
                    "attribute": ("float32", ["row"]),
                    "own_signal_count": ("int64", []),
                    "own_signals": ("float32", ["own signal", "row"]),
                    "profile": ("float32", ["content dimension"]),
                    "affinity": ("float32", ["category"]),
                    "session_count": ("int64", []),
                    "session_declared_category": ("int64", []),
                    "session_categories": ("uint8", ["exposure"]),
                    "session_outcomes": ("uint32", ["exposure"]),
                },
                "answers": [
                    ("scores", "float32", ["row"]),
                    ("remembered", "float32", ["remembered number", "row"]),
                ],
            },
            "score_requests": {
                # Scores the candidates of several requests, in the place of `score`.
                "inputs": {
                    "count": ("int64", []),
                    "request_count": ("int64", []),
                    "dimensions": ("int64", []),
                    "category_count": ("int64", []),
                    "requests": ("uint32", ["row"]),
                    "starts": ("int64", ["request"]),
                    "random": ("uint64", ["request"]),
                    "user": ("int64", ["request"]),
                    "listings": ("uint32", ["row"]),
                    "content": ("float32", ["content dimension", "row"]),
                    "relative_price": ("float32", ["row"]),
                    "age": ("float32", ["row"]),
                    "impressions": ("float32", ["row"]),
                    "clicks": ("float32", ["row"]),
                    "likes": ("float32", ["row"]),
                    "purchases": ("float32", ["row"]),
                    "stock": ("float32", ["row"]),
                    "condition": ("float32", ["row"]),
                    "category_affinity": ("float32", ["row"]),
                    "price": ("float32", ["row"]),
                    "category": ("float32", ["row"]),
                    "seller_sales": ("float32", ["row"]),
                    "seller_refunds": ("float32", ["row"]),
                    "model_score": ("float32", ["row"]),
                    "attribute": ("float32", ["row"]),
                    "own_signal_count": ("int64", []),
                    "own_signals": ("float32", ["own signal", "row"]),
                    "profile": ("float32", ["request", "content dimension"]),
                    "affinity": ("float32", ["request", "category"]),
                    "session_declared_category": ("int64", ["request"]),
                },
                "answers": [
                    ("scores", "float32", ["row"]),
                    ("remembered", "float32", ["remembered number", "row"]),
                ],
            },
            "learn": {
                # Tells what has become of shown candidates, when the platform would know it.
                "inputs": {
                    "count": ("int64", []),
                    "remembered_count": ("int64", []),
                    "items": ("uint32", ["row"]),
                    "outcomes": ("uint32", ["row"]),
                    "remembered": ("float32", ["row", "remembered number"]),
                    "time": ("int64", ["row"]),
                    "exposure_time": ("int64", ["row"]),
                    "own": ("uint8", ["row"]),
                },
                "answers": [
                ],
            },
            "learn_orders": {
                # Tells what has become of orders of shown candidates.
                "inputs": {
                    "count": ("int64", []),
                    "remembered_count": ("int64", []),
                    "items": ("uint32", ["row"]),
                    "outcomes": ("uint32", ["row"]),
                    "remembered": ("float32", ["row", "remembered number"]),
                    "time": ("int64", ["row"]),
                    "exposure_time": ("int64", ["row"]),
                    "own": ("uint8", ["row"]),
                },
                "answers": [
                ],
            },
        },
    },
    "request": {
        "calls": {
            "decide": {
                # Asks, right after exposures, whether a new page replaces the unseen rest of the old one.
                "inputs": {
                    "count": ("int64", []),
                    "random": ("uint64", []),
                    "slot": ("float32", ["row"]),
                    "slots_left": ("float32", ["row"]),
                    "clicks": ("float32", ["row"]),
                    "likes": ("float32", ["row"]),
                    "skips": ("float32", ["row"]),
                    "dwell": ("float32", ["row"]),
                    "seconds_since_request": ("float32", ["row"]),
                    "requests": ("float32", ["row"]),
                    "exposures": ("float32", ["row"]),
                    "idle_run": ("float32", ["row"]),
                    "budget_spent": ("float32", ["row"]),
                    "budget_plan": ("float32", ["row"]),
                    "budget_left": ("float32", ["row"]),
                    "hour_of_week": ("float32", ["row"]),
                    "just_clicked": ("float32", ["row"]),
                    "page_slots": ("int64", ["row"]),
                    "categories": ("uint8", ["row", "slot"]),
                    "scores": ("float32", ["row", "slot"]),
                    "outcomes": ("uint32", ["row", "slot"]),
                },
                "answers": [
                    ("asks", "uint8", ["row"]),
                    ("propensities", "float32", ["row"]),
                    ("remembered", "float32", ["remembered number", "row"]),
                ],
            },
            "renew": {
                # Asks for the rule that is followed until it is renewed.
                "inputs": {
                    "moments": ("float64", []),
                    "asked": ("float64", []),
                    "budget_spent": ("float64", []),
                    "budget_plan": ("float64", []),
                    "budget_left": ("float64", []),
                    "hour_of_week": ("float64", []),
                },
                "answers": [
                    ("least", "float64", ["fact"]),
                    ("most", "float64", ["fact"]),
                    ("weights", "float64", ["fact"]),
                    ("threshold", "float64", []),
                    ("share", "float64", []),
                    ("exploration", "float64", []),
                ],
            },
            "learn": {
                # Tells what followed explored moments, over the policy's horizon or to the session's end.
                "inputs": {
                    "count": ("int64", []),
                    "remembered_count": ("int64", []),
                    "asked": ("float32", ["row"]),
                    "propensity": ("float32", ["row"]),
                    "exposures": ("float32", ["row"]),
                    "clicks": ("float32", ["row"]),
                    "likes": ("float32", ["row"]),
                    "carts": ("float32", ["row"]),
                    "checkouts": ("float32", ["row"]),
                    "remembered": ("float32", ["row", "remembered number"]),
                },
                "answers": [
                ],
            },
        },
    },
    "bidding": {
        "calls": {
            "begin": {
                # Tells that a period begins, with a full budget, and asks for the rule of its first tick.
                "inputs": {
                    "budget": ("float64", ["row"]),
                    "cost_target": ("float64", ["row"]),
                    "ticks": ("int64", ["row"]),
                    "traffic_plan": ("float64", ["row", "tick"]),
                    "opportunities": ("float64", ["row"]),
                    "pricing": ("uint8", ["row"]),
                },
                "answers": [
                    ("multipliers", "float64", ["row"]),
                    ("limits", "float64", ["row"]),
                ],
            },
            "plan": {
                # Tells that another tick begins, and asks for its rule.
                "inputs": {
                    "tick": ("int64", ["row"]),
                    "ticks": ("int64", ["row"]),
                    "plan_passed": ("float64", ["row"]),
                    "budget": ("float64", ["row"]),
                    "budget_left": ("float64", ["row"]),
                    "last_tick_opportunities": ("float64", ["row"]),
                    "last_tick_predicted_value": ("float64", ["row"]),
                    "last_tick_bids": ("float64", ["row"]),
                    "last_tick_least_winning_prices": ("float64", ["row"]),
                    "last_tick_wins": ("float64", ["row"]),
                    "last_tick_exposures": ("float64", ["row"]),
                    "last_tick_exposed_value": ("float64", ["row"]),
                    "last_tick_cost": ("float64", ["row"]),
                    "last_tick_conversions": ("float64", ["row"]),
                    "last_tick_conversion_value": ("float64", ["row"]),
                    "period_opportunities": ("float64", ["row"]),
                    "period_predicted_value": ("float64", ["row"]),
                    "period_bids": ("float64", ["row"]),
                    "period_least_winning_prices": ("float64", ["row"]),
                    "period_wins": ("float64", ["row"]),
                    "period_exposures": ("float64", ["row"]),
                    "period_exposed_value": ("float64", ["row"]),
                    "period_cost": ("float64", ["row"]),
                    "period_conversions": ("float64", ["row"]),
                    "period_conversion_value": ("float64", ["row"]),
                },
                "answers": [
                    ("multipliers", "float64", ["row"]),
                    ("limits", "float64", ["row"]),
                ],
            },
            "observe": {
                # Tells of an auction that is over, and asks for the rule from now on.
                "inputs": {
                    "value": ("float64", ["row"]),
                    "bid": ("float64", ["row"]),
                    "least_winning_price": ("float64", ["row"]),
                    "is_won": ("uint8", ["row"]),
                    "is_exposed": ("uint8", ["row"]),
                    "payment": ("float64", ["row"]),
                    "budget_left": ("float64", ["row"]),
                },
                "answers": [
                    ("multipliers", "float64", ["row"]),
                    ("limits", "float64", ["row"]),
                ],
            },
            "learn": {
                # Tells what a tick came to, and, where the policy wants them, each of its opportunities.
                "inputs": {
                    "totals_opportunities": ("float64", []),
                    "totals_predicted_value": ("float64", []),
                    "totals_bids": ("float64", []),
                    "totals_least_winning_prices": ("float64", []),
                    "totals_wins": ("float64", []),
                    "totals_exposures": ("float64", []),
                    "totals_exposed_value": ("float64", []),
                    "totals_cost": ("float64", []),
                    "totals_conversions": ("float64", []),
                    "totals_conversion_value": ("float64", []),
                    "count": ("int64", []),
                    "value": ("float32", ["row"]),
                    "least_winning_price": ("float32", ["row"]),
                    "payment": ("float32", ["row"]),
                },
                "answers": [
                ],
            },
        },
    },
}
