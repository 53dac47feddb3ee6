#!/usr/bin/env python3
"""Computes a readout again from nothing but the event logs of its run, and compares.

usage: recompute_readout.py LOGDIR readout.json

Exit status 0 when every number agrees, 1 when one does not (each is printed) or the log is damaged, 2 when a file
cannot be read.
It shares no code with MarketLab: docs/EventLog.md and the definitions of the metrics are all that it was written from.
"""

import csv
import functools
import heapq
import json
import math
import os
import sys
from array import array
from fractions import Fraction

DAY = 86_400_000
ROLES = ("experiment", "all-treated", "all-control")
VISIT = "record,time_ms,user,session,arm"
SLOT = VISIT + ",slot,listing"
SELLER = "record,time_ms,seller,listing"
# Columns of each file, in the order of the kinds' numbers in the journal's digest.
FILES = {
    "session_start": VISIT,
    "request": VISIT + ",request,inserted,candidates,page_slots",
    "exposure": SLOT + ",price,sold_out",
    "click": SLOT + ",price",
    "like": SLOT + ",price",
    "cart": SLOT + ",price",
    "checkout": SLOT + ",order,price",
    "payment": SLOT + ",order,amount",
    "lapse": SLOT + ",order,price",
    "refund": SLOT + ",order,amount",
    "session_end": VISIT + ",requests,exposures,duration_ms",
    "listing_created": SELLER + ",category,price,units",
    "markdown": SELLER + ",price",
    "listing_ended": SELLER + ",reason,unsold_units",
    "delivery": SLOT + ",order,price",
    "offer": SLOT + ",offer,price",
    "offer_accepted": SLOT + ",offer,price",
    "offer_countered": SLOT + ",offer,price",
    "offer_taken": SLOT + ",offer,price",
    "refusal": VISIT + ",slot",
    "exploration": VISIT + ",slot,asked,propensity_millionths,horizon",
    "insertion": VISIT + ",slot",
    "ad_exposure": SLOT + ",campaign,price_millionths",
    "ad_charge": SLOT + ",campaign,paid_millionths",
    "ad_order": SLOT + ",order,amount",
    "placement": SLOT + ",rank,propensity_quintillionths",
}
KINDS = {name: number for number, name in enumerate(FILES, start=1)}
REASONS = {"sold": 1, "withdrawn": 2, "expired": 3}
# Totals kept for each user, once for the warm-up and once for the experiment.
TOTALS = (
    "sessions", "requests", "exposures", "clicks", "orders", "sold_out_encounters", "gmv", "net_gmv",
    "inserted_requests", "refused_requests", "serving_cost", "refunds", "kept_orders", "repeat_visits", "retained",
    "likes", "offers", "carts", "checkouts", "deliveries", "ad_exposures", "ad_clicks", "ad_revenue", "organic_gmv",
    "income", "ranking_cost", "contribution", "model_cost",
    "young_exposures", "young_clicks", "young_units", "deep_exposures", "deep_clicks", "deep_orders",
)
# The steps of the order funnel and their totals; `kept` follows from two of them.
FUNNEL = {"exposures": "exposures", "clicks": "clicks", "likes": "likes", "offers": "offers", "carts": "carts",
          "checkouts": "checkouts", "payments": "orders", "deliveries": "deliveries", "refunds": "refunds"}
# A budget that no scenario has set.
NO_BUDGET = 1000.0
# Users below which an uplift has no interval.
FEWEST_USERS = 30
MEANS = {"gmv": "gmv", "net_gmv": "net_gmv", "orders": "orders", "repeat_visits": "repeat_visits", "retention": "retained",
         "inserted_requests": "inserted_requests", "refused_requests": "refused_requests",
         "serving_cost": "serving_cost", "organic_gmv": "organic_gmv", "ad_exposures": "ad_exposures",
         "ad_clicks": "ad_clicks", "ad_revenue": "ad_revenue", "income": "income",
         "ranking_cost": "ranking_cost", "contribution": "contribution", "model_cost": "model_cost",
         "deep_orders": "deep_orders"}
# Of units offered.
PER_UNIT = {"sell_through": "orders", "young_sell_through": "young_units"}
# What counts a user once has no days; what may be negative has no lift over control.
WITHOUT_DAYS = ("repeat_visits", "retention")
MAY_BE_NEGATIVE = ("contribution",)
# Parts of a minor unit that a total is counted in, where these are not whole ones.
PARTS = {"ad_revenue": 10_000, "ranking_cost": 1_000, "model_cost": 1_000, "contribution": 10_000}
RATIOS = {
    "ctr": ("clicks", "exposures"),
    "cvr": ("orders", "clicks"),
    "ecvr": ("kept_orders", "clicks"),
    "refund_rate": ("refunds", "orders"),
    "ctcvr": ("orders", "exposures"),
    "requests_per_session": ("requests", "sessions"),
    "exposures_per_session": ("exposures", "sessions"),
    "sold_out_encounters": ("sold_out_encounters", "exposures"),
    "ad_load": ("ad_exposures", "exposures"),
    "ad_ctr": ("ad_clicks", "ad_exposures"),
    "young_ctr": ("young_clicks", "young_exposures"),
    "deep_ctr": ("deep_clicks", "deep_exposures"),
}


class Unreadable(Exception):
    """The log is not what docs/EventLog.md says."""


# ---------------------------------------------------------------------------------------------------------------------
# Reading a world's log


def rows(folder, name):
    """The rows of a file as whole numbers, the file's name behind them."""
    path = os.path.join(folder, name + ".csv")
    with open(path, encoding="ascii", newline="") as file:
        header = file.readline().rstrip("\n")
        if header != FILES[name]:
            raise Unreadable(f"{path}: the columns are {header}, not {FILES[name]}")
        width = header.count(",") + 1
        ended = name == "listing_ended"
        for line in file:
            fields = line.rstrip("\n").split(",")
            if len(fields) != width:
                raise Unreadable(f"{path}: {line.rstrip()} has not {width} columns")
            if ended:
                fields[4] = REASONS[fields[4]]
            yield (*map(int, fields), name)


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Digest:
    """The journal's digest: two 64-bit lanes, multiplied and folded, record by record."""

    MASK = (1 << 64) - 1

    def __init__(self):
        self.low, self.high = 0x243F6A8885A308D3, 0x13198A2E03707344

    @classmethod
    def fold(cls, a, b):
        product = a * b
        return (((product >> 64) ^ product) + a + (b << 1)) & cls.MASK

    def take(self, kind, time, user, session, listing, detail, slot, value):
        mask = self.MASK
        word = ((kind << 16 | slot) << 40) & mask
        self.low = self.fold(self.low ^ (time & mask) ^ word, 0xA0761D6478BD642F ^ (user << 32 | session))
        self.high = self.fold(self.high ^ (value & mask) ^ self.low, 0xE7037ED1A0B428DB ^ (listing << 32 | detail))

    def take_world(self, text):
        self.low = self.fold(self.low ^ int(text[16:], 16), 0xA0761D6478BD642F)
        self.high = self.fold(self.high ^ int(text[:16], 16), 0xE7037ED1A0B428DB ^ self.low)

    def text(self):
        return f"{self.high:016x}{self.low:016x}"


NO_LISTING = 0xFFFF_FFFF


def digest_fields(name, row):
    """User, session, listing, detail, slot and value of a row, as the journal had them."""
    if name == "session_start":
        return row[2], row[3], NO_LISTING, 0, 0, 0
    if name == "request":
        return row[2], row[3], row[6], row[7], row[5], row[8]
    if name in ("refusal", "insertion"):
        return row[2], row[3], NO_LISTING, 0, row[5], 0
    if name == "exploration":
        return row[2], row[3], row[8], row[6], row[5], row[7]
    if name == "session_end":
        return row[2], row[3], NO_LISTING, row[6], row[5], row[7]
    if name == "exposure":
        return row[2], row[3], row[6], row[8], row[5], row[7]
    if name in ("click", "like", "cart"):
        return row[2], row[3], row[6], 0, row[5], row[7]
    if name in ("checkout", "payment", "lapse", "refund", "delivery", "ad_exposure", "ad_charge", "ad_order") or name.startswith("offer"):
        return row[2], row[3], row[6], row[7], row[5], row[8]
    if name == "listing_created":
        return row[2], 0, row[3], row[6], row[4], row[5]
    if name == "markdown":
        return row[2], 0, row[3], 0, 0, row[4]
    return row[2], 0, row[3], row[4], 0, row[5]


class World:
    """One world: totals a user, read out of its log in one pass."""

    def __init__(self, folder, problems):
        self.facts = table(os.path.join(folder, "world.csv"))[0]
        self.users = int(self.facts["users"])
        self.start = int(self.facts["experiment_start_ms"])
        self.request_costs = [int(self.facts[arm + "_request_cost"]) for arm in ("control", "treatment")]
        self.candidate_costs = [int(self.facts[arm + "_candidate_cost"]) for arm in ("control", "treatment")]
        self.model_costs = [int(self.facts.get(arm + "_model_cost", 0)) for arm in ("control", "treatment")]
        self.take_rates = [float(self.facts[arm + "_take_rate"]) for arm in ("control", "treatment")]
        self.close = int(self.facts["browsing_end_ms"])
        self.arm = array("B", bytes(self.users))
        for row in table(os.path.join(folder, "users.csv")):
            self.arm[int(row["user"])] = int(row["arm"])
        self.totals = {
            name: (array("q", bytes(8 * self.users)), array("q", bytes(8 * self.users))) for name in TOTALS
        }
        # By arm and day of the experiment, of what counts in it.
        self.window = -(-(self.close - self.start) // DAY)
        self.by_day = [[dict.fromkeys(TOTALS, 0) for _ in range(self.window)] for _ in range(2)]
        # When what is added counts: a step of an order at its checkout, all else when it happens.
        self.counts_at = 0
        days = -(-int(self.facts["end_ms"]) // DAY)
        columns = ("sessions", "exposures", "clicks", "orders", "gmv", "pageEnd", "inserted", "refused")
        self.daily = [[dict.fromkeys(columns, 0) for _ in range(days)] for _ in range(2)]
        self.requests = Requests(self.facts)
        self.delays = [{name: [] for name in ("answer", "payment", "delivery", "refund")} for _ in range(2)]
        # When the latest step of each order, and each offer, was taken.
        self.order_steps, self.offer_steps = {}, {}
        self.counts = dict.fromkeys(("sessions", "requests", "candidates", "exposures", "clicks", "orders"), 0)
        self.counts["events"] = int(self.facts["events"])
        self.units_offered = 0
        self.for_sale = {}
        self.reserved = 0
        self.checkout_times = []
        self.origins = {}
        # A click on an ad comes right after its exposure.
        self.latest_ad = None
        self.read(folder, problems)

    def read(self, folder, problems):
        digest = Digest()
        number, last = 0, 0
        for row in heapq.merge(*(rows(folder, name) for name in FILES)):
            time, name = row[1], row[-1]
            if row[0] != number:
                raise Unreadable(f"{folder}: record {number} is missing, {row[0]} of {name} comes next")
            if time < last:
                raise Unreadable(f"{folder}: record {number} comes before its predecessor")
            number, last = number + 1, time
            user, session, listing, detail, slot, value = digest_fields(name, row)
            digest.take(KINDS[name], time, user, session, listing, detail, slot, value)
            self.take(name, time, user, listing, detail, value)
            if name == "click" and self.latest_ad == (user, session, listing):
                self.add("ad_clicks", 0 if time < self.start else 1, user)
            elif name == "ad_exposure":
                self.latest_ad = (user, session, listing)
            if name in Requests.KINDS:
                self.requests.take(name, time, user, row[4], listing, detail, slot, value)
        if self.start > last:
            self.offer_what_is_left()
        for what, mine, said in (
            ("records", number, int(self.facts["records"])),
            ("journal_digest", digest.text(), self.facts["journal_digest"]),
            ("units_offered", self.units_offered, int(self.facts["units_offered"])),
        ):
            if mine != said:
                problems.append(f"{folder}: {what} of the log {mine}, world.csv says {said}")
        self.digest = digest.text()

    def add(self, name, period, user, amount=1):
        self.totals[name][period][user] += amount
        since = self.counts_at - self.start
        if since >= 0:
            self.by_day[self.arm[user]][min(self.window - 1, since // DAY)][name] += amount

    def take(self, name, time, user, listing, detail, value):
        period = 0 if time < self.start else 1
        if period == 1 and self.for_sale is not None:
            self.offer_what_is_left()
        of_order = name in ("lapse", "payment", "ad_order", "delivery", "refund")
        self.counts_at = self.checkout_times[detail] if of_order else time
        if name == "listing_created":
            # The stock at the opening is older than the log says, and never young.
            self.origins[listing] = (time if time > 0 else -3 * DAY, detail)
        elif name in ("exposure", "click", "payment"):
            word = {"exposure": "exposures", "click": "clicks", "payment": "units"}[name]
            came, units = self.origins[listing]
            credited = self.order_period(detail) if of_order else period
            if self.counts_at - came < 3 * DAY:
                self.add("young_" + word, credited, user)
            if units > 5:
                self.add("deep_" + ("orders" if of_order else word), credited, user)
        if name == "exposure":
            self.add("exposures", period, user)
            self.add("sold_out_encounters", period, user, detail)
            self.count("exposures", time, user)
        elif name == "click":
            self.add("clicks", period, user)
            self.count("clicks", time, user)
        elif name == "request":
            self.add("requests", period, user)
            self.add("inserted_requests", period, user, listing)
            # Before the experiment everybody is in control.
            arm = self.arm[user] if period else 0
            ranking = detail * self.candidate_costs[arm]
            self.add("serving_cost", period, user, self.request_costs[arm])
            self.add("ranking_cost", period, user, ranking)
            self.add("model_cost", period, user, self.model_costs[arm])
            self.add("contribution", period, user, -10_000 * self.request_costs[arm] - 10 * ranking)
            self.counts["requests"] += 1
            self.counts["candidates"] += detail
            self.note_day("inserted" if listing else "pageEnd", time, user)
        elif name == "refusal":
            self.add("refused_requests", period, user)
            self.note_day("refused", time, user)
        elif name in ("like", "cart"):
            self.add(name + "s", period, user)
        elif name == "offer":
            self.add("offers", period, user)
            self.offer_steps[detail] = time
        elif name in ("offer_accepted", "offer_countered"):
            self.step("answer", time, user, self.offer_steps[detail])
        elif name == "session_start":
            if self.totals["sessions"][period][user]:
                self.add("repeat_visits", period, user)
            self.add("sessions", period, user)
            period_end = self.close if period else self.start
            if time >= period_end - 7 * DAY:
                self.totals["retained"][period][user] = 1
            self.count("sessions", time, user)
        elif name == "checkout":
            if detail != len(self.checkout_times):
                raise Unreadable(f"order {detail} is checked out where {len(self.checkout_times)} is expected")
            self.checkout_times.append(time)
            self.add("checkouts", period, user)
            self.order_steps[detail] = time
            self.change_stock(listing, -1)
            self.reserved += 1
        elif name == "lapse":
            self.change_stock(listing, 1)
            self.reserved -= 1
        elif name == "payment":
            self.reserved -= 1
            self.add("orders", self.order_period(detail), user)
            self.add("kept_orders", self.order_period(detail), user)
            self.add("gmv", self.order_period(detail), user, value)
            self.add("net_gmv", self.order_period(detail), user, value)
            self.add("organic_gmv", self.order_period(detail), user, value)
            self.earn(self.fee(time, user, value), detail, user)
            self.count("orders", time, user, value)
            self.order_step("payment", time, user, detail)
        elif name == "ad_exposure":
            self.add("ad_exposures", period, user)
        elif name == "ad_charge":
            self.add("ad_revenue", period, user, value)
            self.add("contribution", period, user, value)
        elif name == "ad_order":
            self.add("organic_gmv", self.order_period(detail), user, -value)
        elif name == "delivery":
            self.add("deliveries", self.order_period(detail), user)
            self.order_step("delivery", time, user, detail)
        elif name == "refund":
            self.order_step("refund", time, user, detail)
            self.add("refunds", self.order_period(detail), user)
            self.add("kept_orders", self.order_period(detail), user, -1)
            self.add("net_gmv", self.order_period(detail), user, -value)
            self.earn(-self.fee(time, user, value), detail, user)
        elif name == "listing_created":
            if self.for_sale is None:
                self.units_offered += detail
            else:
                self.for_sale[listing] = detail
        elif name == "listing_ended" and self.for_sale is not None:
            del self.for_sale[listing]

    def fee(self, time, user, price):
        """What the platform keeps of a price, to a minor unit."""
        return math.floor(price * self.take_rates[self.arm[user] if time >= self.start else 0] + 0.5)

    def earn(self, fee, order, user):
        self.add("income", self.order_period(order), user, fee)
        self.add("contribution", self.order_period(order), user, 10_000 * fee)

    def order_period(self, order):
        """An order belongs to the period of its checkout."""
        return 0 if self.checkout_times[order] < self.start else 1

    def count(self, name, time, user, amount=0):
        self.counts[name] += 1
        self.note_day(name, time, user)
        self.note_day("gmv", time, user, amount)

    def note_day(self, name, time, user, amount=1):
        days = self.daily[self.arm[user]]
        if time // DAY < len(days):
            days[time // DAY][name] += amount

    def order_step(self, name, time, user, order):
        if self.order_period(order):
            self.step(name, time, user, self.order_steps[order])
        self.order_steps[order] = time

    def step(self, name, time, user, since):
        if since >= self.start:
            self.delays[self.arm[user]][name].append(time - since)

    def change_stock(self, listing, units):
        if self.for_sale is not None and listing in self.for_sale:
            self.for_sale[listing] += units

    def offer_what_is_left(self):
        """At the experiment's start: what is for sale or reserved then is offered, and from then on what is new."""
        self.units_offered += sum(self.for_sale.values()) + self.reserved
        self.for_sale = None

    def sample(self, name, arm, arms=None):
        """The metric's columns in one arm: for a ratio numerator and denominator, each with its warm-up.

        `arms` are those of another world's users, who are then told apart here as they are there.
        """
        arms = arms or self.arm
        if name in PER_UNIT:
            scale = Fraction(self.users, self.units_offered) if self.units_offered else Fraction(0)
            return MeanSample(self.columns(PER_UNIT[name], arm, arms), scale)
        if name in MEANS:
            return MeanSample(self.columns(MEANS[name], arm, arms), Fraction(1, PARTS.get(name, 1)))
        numerator, denominator = RATIOS[name]
        return RatioSample(self.columns(numerator, arm, arms), self.columns(denominator, arm, arms))

    def within(self, name, arm, days):
        """The metric in one arm, of what counts in some of the experiment's days."""
        def total(quantity):
            return sum(self.by_day[arm][day][quantity] for day in days)
        users = self.arm.count(arm)
        if name in RATIOS:
            numerator, denominator = map(total, RATIOS[name])
            return Fraction(numerator, denominator) if denominator else None
        if not users:
            return None
        if name in PER_UNIT:
            sold = Fraction(total(PER_UNIT[name]), users)
            return sold * self.users / self.units_offered if self.units_offered else None
        return Fraction(total(MEANS[name]), users * PARTS.get(name, 1))

    def columns(self, name, arm, arms):
        before, within = self.totals[name]
        users = [user for user in range(self.users) if arms[user] == arm]
        return [within[user] for user in users], [before[user] for user in users]


class Requests:
    """What request policies did in one world: what their budgets paid for, and what followed explored moments."""

    KINDS = ("session_start", "exposure", "click", "exploration", "insertion", "session_end")

    def __init__(self, facts):
        arms = ("control", "treatment")
        self.start, self.close = int(facts["experiment_start_ms"]), int(facts["browsing_end_ms"])
        self.rates = [float(facts[arm + "_request_budget"]) for arm in arms]
        self.lengths = [int(facts[arm + "_request_budget_period_ms"]) for arm in arms]
        # By arm and period: all that was spent, and what of it was in the experiment.
        self.spent = [{}, {}]
        self.spent_within = [{}, {}]
        # By user: exposures of the session, and the moment that is followed up with its exposures to come.
        self.exposures, self.followed = {}, {}
        self.moments = [[], []]

    def take(self, name, time, user, arm, listing, detail, slot, value):
        if name in ("session_start", "session_end"):
            self.exposures[user] = 0
            self.followed.pop(user, None)
        elif name == "exposure":
            self.exposures[user] += 1
            if user in self.followed:
                self.followed[user][1] -= 1
                if self.followed[user][1] < 0:
                    del self.followed[user]
        elif name == "click":
            if user in self.followed:
                self.followed[user][0]["clicks"] += 1
        elif name == "insertion":
            period = time // self.lengths[arm]
            self.spent[arm][period] = self.spent[arm].get(period, 0) + 1
            if time >= self.start:
                self.spent_within[arm][period] = self.spent_within[arm].get(period, 0) + 1
        elif time >= self.start:
            moment = {"user": user, "slot": slot + 1, "exposure": self.exposures[user], "asked": detail,
                      "weight": 1e6 / value, "clicks": 0, "horizon": listing}
            self.moments[arm].append(moment)
            self.followed[user] = [moment, listing]

    def periods(self, arm):
        return range(self.start // self.lengths[arm], (self.close - 1) // self.lengths[arm] + 1)

    def amount(self, arm, users):
        return int(self.rates[arm] * users * self.lengths[arm] / DAY)


def request_timeline(worlds, arm):
    days = range(len(worlds[0].daily[arm]))
    return {
        name: [sum(world.daily[arm][day][name] for world in worlds) for day in days]
        for name in ("pageEnd", "inserted", "refused")
    }


def budget_use(worlds, arm):
    first = worlds[0].requests
    if first.rates[arm] == NO_BUDGET:
        return None
    given = spent = periods = exhausted = refused = 0
    for world in worlds:
        requests, amount = world.requests, world.requests.amount(arm, world.arm.count(arm))
        for period in requests.periods(arm):
            given += amount
            spent += requests.spent_within[arm].get(period, 0)
            periods += 1
            exhausted += requests.spent[arm].get(period, 0) >= amount
        refused += sum(world.columns("refused_requests", arm, world.arm)[0])
    return {
        "rate": first.rates[arm], "periodHours": first.lengths[arm] / 3_600_000, "given": given, "spent": spent,
        "share": spent / given if given else None, "periods": periods, "exhausted": exhausted, "refused": refused,
    }


def uplift_bin(moments, said, level):
    """Hajek's difference of the moments in a bin, its error by the influence of each user."""
    asked = [one for one in moments if one["asked"]]
    kept = [one for one in moments if not one["asked"]]
    users = len({one["user"] for one in moments})
    found = {"from": said.get("from"), "to": said.get("to"), "asked": len(asked), "kept": len(kept), "users": users,
             "uplift": None}
    if not asked or not kept:
        return found
    influence, means = {}, []
    for sign, arm in ((1, asked), (-1, kept)):
        weight = math.fsum(one["weight"] for one in arm)
        means.append(math.fsum(one["weight"] * one["clicks"] for one in arm) / weight)
        for one in arm:
            part = sign * one["weight"] * (one["clicks"] - means[-1]) / weight
            influence[one["user"]] = influence.get(one["user"], 0) + part
    error = 0.0
    if users >= FEWEST_USERS:
        error = math.sqrt(math.fsum(part * part for part in influence.values()) * users / (users - 1))
    difference = means[0] - means[1]
    found["uplift"] = effect(difference, error, users - 1, level) if error > 0 else effect(difference)
    return found


def uplift(worlds, arm, said, level):
    """Users of two worlds are different ones."""
    moments = [
        {**one, "user": (number, one["user"])}
        for number, world in enumerate(worlds) for one in world.requests.moments[arm]
    ]
    if not moments or not said:
        return None

    def bins(name, what):
        return [
            uplift_bin([one for one in moments if bin["from"] <= one[what] <= bin.get("to", math.inf)], bin, level)
            for bin in said[name]
        ]

    return {"horizon": moments[0]["horizon"], "all": uplift_bin(moments, said["all"], level),
            "bySlot": bins("bySlot", "slot"), "byStage": bins("byStage", "exposure")}


def compare_requests(worlds, said, level, problems):
    for arm in (0, 1):
        path = f"requests.arms[{arm}]"
        spent = sum(sum(world.requests.spent_within[arm].values()) for world in worlds)
        part = said["arms"][arm] if said else {"asksWithinPage": False}
        if spent and not part["asksWithinPage"]:
            problems.append(f"{path}: the log has {spent} insertions, the readout says that there can be none")
        if not said:
            continue
        compare(path, {
            "asksWithinPage": part["asksWithinPage"], "timeline": request_timeline(worlds, arm),
            "budget": budget_use(worlds, arm) if part["asksWithinPage"] else None,
            "uplift": uplift(worlds, arm, part.get("uplift"), level),
        }, part, 1, problems)


def compare_funnel(worlds, said, problems):
    def total(name, arm):
        return sum(sum(world.columns(name, arm, world.arm)[0]) for world in worlds)

    steps = [{arm: total(name, number) for number, arm in enumerate(("control", "treatment"))}
             for name in FUNNEL.values()]
    kept = {arm: total("deliveries", number) - total("refunds", number)
            for number, arm in enumerate(("control", "treatment"))}
    compare("funnel.steps.name", [*FUNNEL, "kept"], [step["name"] for step in said["steps"]], 0, problems)
    compare("funnel.steps", [*steps, kept], said["steps"], 0, problems)
    for delay in said["delays"]:
        for number, arm in enumerate(("control", "treatment")):
            times = sorted(time for world in worlds for time in world.delays[number][delay["name"]])
            median = times[(len(times) - 1) // 2] / 3_600_000 if times else None
            found = delay.get(arm)
            # The readout's median comes from classes a twelfth of a doubling wide.
            if (median is None) != (found is None) or (median and not 2 ** (-1 / 12) <= found / median <= 2 ** (1 / 12)):
                problems.append(f"funnel.delays.{delay['name']}.{arm}: the log says {median}, the readout {found}")


# ---------------------------------------------------------------------------------------------------------------------
# Exact moments: all totals are whole numbers, so that sums have no rounding at all


def mean(values):
    return Fraction(sum(values), len(values)) if values else Fraction(0)


def covariance(x, y):
    n = len(x)
    if n < 2:
        return Fraction(0)
    return (Fraction(sum(a * b for a, b in zip(x, y))) - Fraction(sum(x) * sum(y), n)) / (n - 1)


class MeanSample:
    def __init__(self, columns, scale):
        self.y, self.x = columns
        self.n = len(self.y)
        self.scale = scale
        self.value = mean(self.y) * scale if self.n and scale else None
        self.variance = covariance(self.y, self.y) * scale * scale

    @staticmethod
    def adjust(control, treatment):
        """CUPED with theta of both arms together (Deng, Xu, Kohavi, Walker 2013)."""
        y, x = control.y + treatment.y, control.x + treatment.x
        if not covariance(x, x) > 0:
            return None
        theta = covariance(y, x) / covariance(x, x)
        centre = mean(x)
        result = []
        for arm in (control, treatment):
            squared = arm.scale * arm.scale
            variance = covariance(arm.y, arm.y) + theta * theta * covariance(arm.x, arm.x)
            variance -= 2 * theta * covariance(arm.y, arm.x)
            value = (mean(arm.y) - theta * (mean(arm.x) - centre)) * arm.scale
            result.append(Summary(arm.n, value, variance * squared))
        return result


class RatioSample:
    """sum(numerator)/sum(denominator); variance of the linearised ratio (Deng, Knoblich, Lu 2018)."""

    def __init__(self, numerator, denominator):
        self.after = (numerator[0], denominator[0])
        self.before = (numerator[1], denominator[1])
        self.n = len(numerator[0])
        self.value = ratio(self.after)
        self.variance = linear_covariance(self.after, self.after)

    @staticmethod
    def adjust(control, treatment):
        arms = (control, treatment)
        variance = sum(linear_covariance(arm.before, arm.before) for arm in arms)
        shared = sum(linear_covariance(arm.after, arm.before) for arm in arms)
        if not variance > 0:
            return None
        theta = shared / variance
        centre = ratio(tuple(a + b for a, b in zip(control.before, treatment.before))) or Fraction(0)
        result = []
        for arm in arms:
            before = ratio(arm.before)
            value = arm.value - theta * ((centre if before is None else before) - centre)
            spread = arm.variance + theta * theta * linear_covariance(arm.before, arm.before)
            spread -= 2 * theta * linear_covariance(arm.after, arm.before)
            result.append(Summary(arm.n, value, spread))
        return result


class Summary:
    def __init__(self, n, value, variance):
        self.n, self.value, self.variance = n, value, variance


def ratio(columns):
    numerator, denominator = sum(columns[0]), sum(columns[1])
    return Fraction(numerator, denominator) if denominator else None


def linear_covariance(a, b):
    ratio_a, ratio_b = ratio(a), ratio(b)
    if ratio_a is None or ratio_b is None:
        return Fraction(0)
    centred = covariance(a[0], b[0]) - ratio_b * covariance(a[0], b[1]) - ratio_a * covariance(a[1], b[0])
    centred += ratio_a * ratio_b * covariance(a[1], b[1])
    return centred / (mean(a[1]) * mean(b[1]))


# ---------------------------------------------------------------------------------------------------------------------
# Student's t, by the incomplete beta function's continued fraction


def incomplete_beta(a, b, x):
    """Regularised; Lentz's method on the fraction that converges for x < (a + 1)/(a + b + 2)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 100_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + step * d)
            c = 1 + step / c
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * value


def upper_tail(t, degrees):
    """P(T > t) for t >= 0."""
    return incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2


@functools.cache
def quantile(tail, degrees):
    """The t with P(T > t) = tail, tail below a half, by bisection."""
    low, high = 0.0, 1.0
    while upper_tail(high, degrees) > tail:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if upper_tail(middle, degrees) > tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2


# ---------------------------------------------------------------------------------------------------------------------
# Estimates in the form of readout.json


def effect(estimate, error=None, degrees=None, level=None):
    result = {"estimate": float(estimate)}
    if error is not None:
        margin = quantile((1 - level) / 2, degrees) * error if error > 0 else 0.0
        result.update(lower=float(estimate) - margin, upper=float(estimate) + margin, standardError=error)
    return result


def p_value(estimate, error, degrees):
    return 2 * upper_tail(abs(float(estimate)) / error, degrees)


def welch(control, treatment, level):
    """Difference, relative lift by the delta method and p-value; None where neither arm varies."""
    if min(control.n, treatment.n) < 2 or max(control.variance, treatment.variance) <= 0:
        return None
    a, b = treatment.variance / treatment.n, control.variance / control.n
    degrees = float((a + b) ** 2 / (a * a / (treatment.n - 1) + b * b / (control.n - 1)))
    difference, error = treatment.value - control.value, math.sqrt(a + b)
    relative = None
    if control.value != 0:
        lift = difference / control.value
        squared = (a + (1 + lift) ** 2 * b) / control.value**2
        relative = effect(difference / abs(control.value), math.sqrt(squared), degrees, level)
    return {
        "difference": effect(difference, error, degrees, level), "relative": relative,
        "pValue": p_value(difference, error, degrees),
    }


def over_replications(values, level):
    """The mean with its t interval over replications, and the p-value of zero."""
    if not values:
        return {"estimate": 0.0}, None
    center, count = mean_of(values), len(values)
    if count < 2:
        return effect(center), None
    error = math.sqrt(sum((value - center) ** 2 for value in values) / (count - 1) / count)
    return effect(center, error, count - 1, level), p_value(center, error, count - 1) if error > 0 else None


def mean_of(values):
    return sum(values) / len(values) if values else Fraction(0)


def share_over_replications(effects, control, level):
    """mean(effects)/mean(control) with Fieller's interval; None where control is not above 0 beyond chance."""
    base, count = mean_of(control), len(control)
    if base <= 0:
        return None
    share = mean_of(effects) / base
    if count < 2:
        return effect(share)
    # The ends are the shares for which Student's t just tells effects less share times control from 0.
    scale = Fraction(quantile((1 - level) / 2, count - 1)) ** 2 / count
    def joint(x, y):
        return sum((a - mean_of(x)) * (b - mean_of(y)) for a, b in zip(x, y)) / (count - 1)
    a = base**2 - scale * joint(control, control)
    b = -2 * (mean_of(effects) * base - scale * joint(effects, control))
    c = mean_of(effects) ** 2 - scale * joint(effects, effects)
    if a <= 0:
        return None
    root = math.sqrt(max(0, b * b - 4 * a * c))
    left = [e - share * x for e, x in zip(effects, control)]
    error = math.sqrt(sum(one**2 for one in left) / (count - 1) / count) / float(base)
    return {
        "estimate": float(share), "lower": float((-b - Fraction(root)) / (2 * a)),
        "upper": float((-b + Fraction(root)) / (2 * a)), "standardError": error,
    }


def relative_over_replications(pairs, level):
    return share_over_replications([t - c for c, t in pairs], [c for c, _ in pairs], level)


class Replication:
    """What one replication says of a metric."""

    def __init__(self, name, worlds, level):
        arms = [worlds["experiment"].sample(name, arm) for arm in (0, 1)]
        self.pair = None if None in (arms[0].value, arms[1].value) else (arms[0].value, arms[1].value)
        self.welch, self.adjusted, self.reduction = None, None, None
        if self.pair:
            self.welch = welch(*arms, level)
        if self.welch:
            adjusted = type(arms[0]).adjust(*arms)
            self.adjusted = welch(*adjusted, level) if adjusted else None
            if adjusted:
                before = sum(arm.variance / arm.n for arm in arms)
                self.reduction = 1 - sum(arm.variance / arm.n for arm in adjusted) / before
        twins = worlds["all-control"].sample(name, 0).value, worlds["all-treated"].sample(name, 1).value
        self.twins = None if None in twins else twins
        # The experiment's own users, in the twins of their arms.
        split = worlds["experiment"].arm
        alone = worlds["all-control"].sample(name, 0, split).value, worlds["all-treated"].sample(name, 1, split).value
        self.biases = None
        if self.pair and self.twins and None not in alone:
            said, by_unit, truth = (two[1] - two[0] for two in (self.pair, alone, self.twins))
            self.biases = {
                "by unit": said - by_unit, "half by unit, half estimate less truth": said - (by_unit + truth) / 2,
            }


def read_metric(name, replications, users, level, method):
    """`method` is how the readout says that it read the bias."""
    each = [Replication(name, worlds, level) for worlds in replications]
    pairs = [one.pair for one in each if one.pair]
    twins = [one.twins for one in each if one.twins]
    if len(each) == 1:
        estimate = effect(pairs[0][1] - pairs[0][0] if pairs else 0)
        found = each[0].welch or {"difference": estimate, "relative": None, "pValue": None}
    else:
        difference, p = over_replications([t - c for c, t in pairs], level)
        found = {
            "difference": difference, "relative": relative_over_replications(pairs, level) if pairs else None,
            "pValue": p,
        }
    truth = {
        "control": float(mean_of([c for c, _ in twins])), "treatment": float(mean_of([t for _, t in twins])),
        "difference": over_replications([t - c for c, t in twins], level)[0],
        "relative": relative_over_replications(twins, level) if twins else None,
    }
    compared = [one for one in each if one.biases is not None]
    biases = [one.biases[method] for one in compared]
    bias = over_replications(biases, level)[0]
    truths = [one.twins[1] - one.twins[0] for one in compared]
    sign = -1 if sum(truths) < 0 else 1
    share = share_over_replications(biases, [sign * one for one in truths], level) or {}
    return {
        "control": {"mean": float(mean_of([c for c, _ in pairs])), "n": users[0]},
        "treatment": {"mean": float(mean_of([t for _, t in pairs])), "n": users[1]},
        **found, "adjusted": adjusted(each, level), "truth": truth,
        "bias": {
            "absolute": bias["estimate"], "lower": bias.get("lower"), "upper": bias.get("upper"),
            "standardError": bias.get("standardError"), "relative": share.get("estimate"),
            "relativeLower": share.get("lower"), "relativeUpper": share.get("upper"),
        },
    }


def adjusted(each, level):
    if any(one.adjusted is None for one in each):
        return None
    if len(each) == 1:
        difference, p = each[0].adjusted["difference"], each[0].adjusted["pValue"]
    else:
        difference, p = over_replications([one.adjusted["difference"]["estimate"] for one in each], level)
    return {
        "difference": difference, "pValue": p, "varianceReduction": float(mean_of([one.reduction for one in each])),
    }


def time_course(replications):
    def course(value):
        arms = []
        for arm in (0, 1):
            days = range(len(replications[0]["experiment"].daily[arm]))
            arms.append([])
            for day in days:
                worlds = [worlds["experiment"] for worlds in replications]
                values = [value(world.daily[arm][day], world.arm.count(arm)) for world in worlds]
                values = [one for one in values if one is not None]
                arms[arm].append(mean_of(values) if values else None)
        return {"control": arms[0], "treatment": arms[1]}

    def share(numerator, denominator):
        return numerator / denominator if denominator else None

    return {
        "gmv": course(lambda day, users: share(day["gmv"], users)),
        "orders": course(lambda day, users: share(day["orders"], users)),
        "ctr": course(lambda day, users: share(day["clicks"], day["exposures"])),
        "sessions": course(lambda day, users: share(day["sessions"], users)),
    }


class EffectDays:
    """A metric over days of the experiment, in the worlds that each replication's control and treatment are read out of."""

    def __init__(self, name, worlds):
        self.name, self.worlds = name, worlds

    def pairs(self, days):
        each = [
            (control.within(self.name, 0, days), treatment.within(self.name, 1, days)) for control, treatment in self.worlds
        ]
        return [None if None in pair else pair for pair in each]

    def unit(self, days):
        """Differences of what adds up are told per day."""
        return 1 if self.name in RATIOS else len(days)

    def effect(self, days, is_relative, level):
        pairs = [pair for pair in self.pairs(days) if pair]
        if not pairs:
            return None
        if is_relative:
            return relative_over_replications(pairs, level)
        return over_replications([(t - c) / self.unit(days) for c, t in pairs], level)[0]

    def change(self, some, whole, is_relative, level):
        """In some of the days less over all of them, paired over replications; of ratios the linearised ones."""
        both = [two for two in zip(self.pairs(some), self.pairs(whole)) if None not in two]
        if not both:
            return None

        def parts(pairs, days):
            if not is_relative:
                return [(t - c) / self.unit(days) for c, t in pairs]
            base = mean_of([c for c, _ in pairs])
            if base == 0:
                return None
            share = mean_of([t - c for c, t in pairs]) / base
            return [share + (t - c - share * c) / base for c, t in pairs]

        ends, wholes = parts([one for one, _ in both], some), parts([one for _, one in both], whole)
        if ends is None or wholes is None:
            return None
        return over_replications([a - b for a, b in zip(ends, wholes)], level)[0]

    def line(self, last, is_relative, level, change_level):
        days = range(self.worlds[0][0].window)
        if self.effect(days, is_relative, level) is None:
            return None
        end = days[-last:]
        return {
            "daily": [self.effect(range(day, day + 1), is_relative, level) for day in days],
            "cumulated": [self.effect(range(day + 1), is_relative, level) for day in days],
            "last": self.effect(end, is_relative, level), "change": self.change(end, days, is_relative, change_level),
        }


def effect_courses(names, replications, level):
    """Effects by day and cumulated, in the experiment and in truth, and how the last days differ from all."""
    days = replications[0]["experiment"].window
    if days < 3:
        return {}
    last = 7 if days >= 14 else (days + 2) // 3
    names = [name for name in names if name not in WITHOUT_DAYS]
    # The chance of a false alarm is divided among both lines of every metric.
    change_level = 1 - (1 - level) / (2 * max(1, len(names)))
    courses = {}
    for name in names:
        truth = EffectDays(name, [(worlds["all-control"], worlds["all-treated"]) for worlds in replications])
        experiment = EffectDays(name, [(worlds["experiment"], worlds["experiment"]) for worlds in replications])
        is_relative = name not in MAY_BE_NEGATIVE and all(
            one.effect(range(days), True, level) is not None for one in (truth, experiment))
        lines = [one.line(last, is_relative, level, change_level) for one in (truth, experiment)]
        if lines[0]:
            courses[name] = {
                "scale": "relative" if is_relative else "difference", "lastDays": last, "truth": lines[0],
                "experiment": lines[1],
            }
    return courses


def schedule(facts):
    start, close, end = (int(facts[name]) for name in ("experiment_start_ms", "browsing_end_ms", "end_ms"))
    return {"warmupDays": start / DAY, "experimentDays": (close - start) / DAY, "followupDays": (end - close) / DAY}


def sample_ratio(users, share):
    if share in (0.0, 1.0):
        return {"observed": users, "planned": [1 - share, share], "statistic": 0.0, "pValue": 1.0}
    planned = [1 - share, share]
    expected = [sum(users) * part for part in planned]
    statistic = sum((seen - wanted) ** 2 / wanted for seen, wanted in zip(users, expected))
    p = math.erfc(math.sqrt(statistic / 2))
    return {"observed": users, "planned": planned, "statistic": statistic, "pValue": p}


# ---------------------------------------------------------------------------------------------------------------------
# Comparing

# What a readout says in words, or only repeats from the plan.
WORDS = {
    "name", "label", "definition", "unit", "moreIsBetter", "method", "relativeDefinition", "note", "metric", "judgement",
    "trials",
}
# Quantiles and p-values come from different algorithms, everything else from sums.
LOOSE = {"lower", "upper", "pValue", "relativeLower", "relativeUpper"}


def compare(path, mine, said, size, problems):
    """Notes every place where what is said is not what was computed; `size` is what rounding is measured against."""
    if isinstance(mine, dict):
        said = said if isinstance(said, dict) else {}
        for key, value in mine.items():
            compare(f"{path}.{key}", value, said.get(key), size, problems)
        for key in said.keys() - mine.keys() - WORDS:
            problems.append(f"{path}.{key}: the log gives none, the readout says {said[key]}")
    elif isinstance(mine, (list, tuple)):
        if not isinstance(said, list) or len(said) != len(mine):
            problems.append(f"{path}: the log says {mine}, the readout {said}")
            return
        for index, (a, b) in enumerate(zip(mine, said)):
            compare(f"{path}[{index}]", a, b, size, problems)
    elif mine is None or said is None or isinstance(mine, str):
        if mine != said:
            problems.append(f"{path}: the log says {mine}, the readout {said}")
    else:
        key = path.rsplit(".", 1)[-1]
        relative = 1e-6 if key in LOOSE else 1e-9
        # A difference keeps the rounding of the means that it was taken of.
        floor = 0 if key == "pValue" else 1e-13 * size
        if not abs(mine - said) <= max(relative * max(abs(mine), abs(said)), floor):
            problems.append(f"{path}: the log says {mine!r}, the readout {said!r}")


def compare_metric(metric, mine, problems):
    path = "metrics." + metric["name"]
    size = max(abs(mine["control"]["mean"]), abs(mine["treatment"]["mean"]), abs(mine["truth"]["control"]))
    lifts = [1.0]
    if size and mine["truth"]["difference"]["estimate"]:
        lifts.append(size / abs(mine["truth"]["difference"]["estimate"]))
    for key, value in mine.items():
        if key == "truth":
            relative = value.pop("relative")
            said = dict(metric["truth"])
            compare(f"{path}.truth.relative", relative, said.pop("relative", None), 1, problems)
            compare(f"{path}.truth", value, said, size, problems)
        elif key == "bias":
            for part, own in value.items():
                scale = max(lifts) if part.startswith("relative") else size
                compare(f"{path}.bias.{part}", own, metric["bias"].get(part), scale, problems)
        elif key == "adjusted" and value:
            said, reduction = dict(metric.get("adjusted") or {}), value.pop("varianceReduction")
            gained = said.pop("varianceReduction", None)
            compare(f"{path}.adjusted.varianceReduction", reduction, gained, 1, problems)
            compare(f"{path}.adjusted", value, said, size, problems)
        else:
            compare(f"{path}.{key}", value, metric.get(key), 1 if key == "relative" else size, problems)


def read_run(folder, problems):
    replications = []
    for name in sorted(os.listdir(folder)):
        if name.startswith("replication-"):
            replications.append({role: World(os.path.join(folder, name, role), problems) for role in ROLES})
    if not replications:
        raise Unreadable(f"{folder}: no replication is logged")
    return replications


def main(folder, readout_path):
    problems = []
    with open(readout_path, encoding="utf-8") as file:
        readout = json.load(file)
    replications = read_run(folder, problems)
    worlds = [replication[role] for replication in replications for role in ROLES]
    facts = worlds[0].facts
    level, share = float(facts["level"]), float(facts["treatment_share"])
    users = [sum(one["experiment"].arm.count(arm) for one in replications) for arm in (0, 1)]
    digest = Digest()
    for world in worlds:
        digest.take_world(world.digest)
    compare("scenario", facts["scenario"], readout["scenario"], 0, problems)
    compare("seed", int(facts["seed"]), readout["seed"], 0, problems)
    compare("replications", len(replications), readout["replications"], 0, problems)
    compare("journalDigest", digest.text(), readout["journalDigest"], 0, problems)
    compare("arms", [facts["control"], facts["treatment"]], [arm["name"] for arm in readout["arms"]], 0, problems)
    compare("arms.users", users, [arm["users"] for arm in readout["arms"]], 0, problems)
    compare("arms.share", [1 - share, share], [arm["share"] for arm in readout["arms"]], 0, problems)
    compare("schedule", schedule(facts), readout["schedule"], 0, problems)
    compare("srm", sample_ratio(users, share), readout["srm"], 0, problems)
    counts = {name: sum(world.counts[name] for world in worlds) for name in worlds[0].counts}
    compare("counts", counts, readout["counts"], 0, problems)
    courses = time_course(replications)
    for course in readout["timeCourse"]:
        path = "timeCourse." + course["metric"]
        compare(path, courses.get(course["metric"]), course, 0, problems)
    said = {course["metric"]: course for course in readout.get("effectCourses") or []}
    names = [metric["name"] for metric in readout["metrics"]]
    found = effect_courses(names + [name for name in said if name not in names], replications, level)
    compare("effectCourses", sorted(found), sorted(said), 0, problems)
    for name, course in found.items():
        base = max(abs(float(world.within(name, arm, range(world.window)) or 0)) for world in worlds for arm in (0, 1))
        compare("effectCourses." + name, course, said.get(name), 1 if course["scale"] == "relative" else base, problems)
    experiments = [one["experiment"] for one in replications]
    compare_funnel(experiments, readout["funnel"], problems)
    compare_requests(experiments, readout.get("requests"), level, problems)
    for metric in readout["metrics"]:
        compare_metric(metric, read_metric(metric["name"], replications, users, level, metric["bias"]["method"]), problems)
    for problem in problems:
        print(problem)
    if not problems:
        print(f"{len(readout['metrics'])} metrics of {len(replications)} replications agree with the log")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip().splitlines()[2])
    try:
        sys.exit(main(sys.argv[1], sys.argv[2]))
    except Unreadable as error:
        print(error)
        sys.exit(1)
    except (OSError, KeyError, ValueError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
