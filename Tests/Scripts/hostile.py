#!/usr/bin/env python3
"""Runs marketlab on inputs that nobody would write, and checks that it stays a program that people can trust.

    python3 Tests/Scripts/hostile.py --count 20000 --seed 1 --jobs 2

Draws scenarios (the bundled ones with their text damaged, and ones made of the program's own schema with values at and
beyond the bounds), tables (for analyze, calibrate and the files that a scenario names) and command lines of every command.
Case N of a seed is the same on every machine and for every --count; `--only N` runs it alone.

Each must end by itself within --seconds and --megabytes with exit code 0, 2 or 3: no signal, no fault of the program's own;
without NaN or infinity for a number and without a raw control character in what it prints and writes; with JSON that can be
read; and with a sentence on standard error where the code is 2. The inputs and the command line of a case that fails are
kept below --keep (`case-N/command.sh`). Exits with 1 when there are any.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUTPUT_LIMIT = 4 << 20
CODES = [0, 2, 3]
COMMANDS = ["run", "validate", "analyze", "power", "gate", "study", "policies", "runs", "report", "export", "nightly", "schema",
            "calibrate", "verdicts", "policy", "work", "merge"]
# Format characters that join letters and emoji may be shown as they are.
JOINERS = "\u200c\u200d"
NO_NUMBER = re.compile(r"(?<![\w./\\-])[-+]?(nan|inf|infinity)(?![\w-])", re.IGNORECASE)

WORDS = ["", " ", "a", "control", "true", "null", "~", "-", "*", "&a", "*a", "!!binary x", "0x10", "1_000", "é", "日本", "\u202eevil",
         "\x1b[2J", "\x07", "\u2066x", "a\u0000b", "\U000e0041", "👩‍👩‍👧", "x" * 300, "x" * 100_000, "a.b", "a/b", "../../x", "'", '"',
         "{{x}}", "<script>", "%s", "%n", "$(id)", "`", "|", "a\nb", "a\r\nb", "\ufeff", "=", "=1", "#", "é" * 70, "e" + "\u0301" * 500]
NUMBERS = ["0", "-0", "1", "-1", "2", "0.5", ".5", "1.", "1e-300", "1e-9", "1e9", "1e18", "9223372036854775807",
           "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e300", "1e308", "-1e308", "1e309", "4e-324",
           "nan", "inf", "-inf", "1e", "1e99999999999", "0x1p3", "+1", "1,5", "1_0", "__1", "１", "9" * 400, "0." + "0" * 400 + "1"]
UNITS = ["", " %", "%", "d", "h", "ms", "w", " USD", " JPY", " / day", " / week", "s", " m", "x"]


def word(draw):
    return draw.choice(WORDS)


def number(draw):
    if draw.random() < 0.5:
        return draw.choice(NUMBERS)
    return repr(draw.choice([1, 10, 1e-3, 1e3, 1e6]) * draw.uniform(-1, 3))


def value(draw, depth=0):
    """Anything that YAML can hold."""
    kind = draw.random()
    if kind < 0.45:
        return number(draw) + draw.choice(UNITS)
    if kind < 0.75 or depth > 3:
        return word(draw)
    if kind < 0.82:
        return draw.choice([None, True, False, 0, 1, -1, 10 ** 30, 1.5e300])
    if kind < 0.91:
        return [value(draw, depth + 1) for _ in range(draw.randrange(4))]
    return {word(draw)[:200]: value(draw, depth + 1) for _ in range(draw.randrange(4))}


# Scenarios

# What decides how long a world takes, in sizes that are over in a blink; laid over whatever was drawn.
SMALL = {
    "market": {"users.count": "20", "users.sessions_per_week": "3 / week", "users.sessions_maximum": "6 / week",
               "listings.initial": "40", "listings.arrivals_per_day": "5 / day", "listings.markdown_after": "5d",
               "listings.expiry": "60d", "browsing.maximum_exposures": "60"},
    "booking": {"size": "20", "settling": "1d"},
    "auctions": {"campaigns": "4", "users": "30", "opportunities_per_day": "60", "settling": "1", "watched": "2"},
}
TIMES = {"experiment.length": ["1d", "2d", "4d"], "experiment.warmup": ["0", "1d"], "experiment.followup": ["0", "1d"]}
REPLICATIONS = ["1", "2", "3"]


class Schema:
    """The program's own JSON Schema, as a source of keys and of values in and out of their ranges."""

    def __init__(self, text):
        self.schema = json.loads(text)

    def resolved(self, node):
        while "$ref" in node:
            target = self.schema
            for key in node["$ref"].lstrip("#/").split("/"):
                target = target[key]
            node = target
        return node

    def draw(self, draw, node=None, share=0.15, depth=0):
        """A value that the node allows, or nearly."""
        node = self.resolved(self.schema if node is None else node)
        for key in ("anyOf", "oneOf"):
            if key in node:
                return self.draw(draw, draw.choice(node[key]), share, depth)
        if "enum" in node:
            return draw.choice(node["enum"])
        if "const" in node:
            return node["const"]
        kind = node.get("type")
        kind = draw.choice(kind) if isinstance(kind, list) else kind
        if kind == "object" or "properties" in node:
            found = {}
            for name, child in node.get("properties", {}).items():
                if child is not False and (name in node.get("required", []) or draw.random() < share):
                    found[name] = self.draw(draw, child, min(0.5, share * 1.7), depth + 1)
            more = node.get("additionalProperties")
            if isinstance(more, dict) and depth < 6:
                for _ in range(draw.choice([1, 2, 2, 3])):
                    found[draw.choice(["control", "treatment", "a", "b c", "日本", "x\u202ey", "z\x1b[31m", word(draw)[:90]])] = \
                        self.draw(draw, more, share, depth + 1)
            return found
        if kind == "array":
            items = node.get("items", {})
            return [self.draw(draw, items, share, depth + 1) for _ in range(draw.choice([1, 1, 2, 3, 0]))]
        if kind == "boolean":
            return draw.random() < 0.5
        if kind in ("number", "integer"):
            low, high = node.get("minimum", -1e3), node.get("maximum", 1e3)
            drawn = draw.choice([low, high, low + (high - low) * draw.random(), low + 1, low + (high - low) * draw.random() ** 6])
            return int(drawn) if kind == "integer" else drawn
        examples = node.get("examples") or ([node["default"]] if "default" in node else [])
        return draw.choice(examples) if examples and draw.random() < 0.9 else number(draw) + draw.choice(UNITS)


def damaged(draw, text):
    """Some of the text changed: characters, lines, values, and YAML's own means."""
    for _ in range(draw.choice([1, 1, 1, 2, 3, 8])):
        lines = text.split("\n")
        place = draw.randrange(len(lines))
        line = lines[place]
        kind = draw.randrange(14)
        if kind == 0:
            lines[place] = line[:draw.randrange(len(line) + 1)]
        elif kind == 1:
            lines.insert(place, line)
        elif kind == 2:
            lines.insert(place, lines.pop(draw.randrange(len(lines))) if len(lines) > 1 else line)
        elif kind == 3:
            del lines[place]
        elif kind in (4, 5, 6, 7) and ":" in line:
            lines[place] = line.split(":")[0] + ": " + json.dumps(value(draw), ensure_ascii=draw.random() < 0.5)
        elif kind == 8 and ":" in line:
            lines[place] = line.split(":")[0] + ": " + draw.choice(["&a", "*a", "!!int", "!x", "<<: *a", "|", ">-", "? x", "%YAML 9"]) \
                + " " + number(draw)
        elif kind == 9:
            lines[place] = " " * draw.randrange(6) + line
        elif kind == 10:
            at = draw.randrange(len(line) + 1)
            lines[place] = line[:at] + draw.choice(["\t", "\x00", "\x1b", "\u202e", "\ud7ff", "\r", "---", "...", "[", "{", "}", "é"]) + line[at:]
        elif kind == 11:
            lines.insert(place, json.dumps({word(draw)[:500] or "k": value(draw)}, ensure_ascii=False)[1:-1])
        elif kind == 12:
            depth = draw.choice([3, 50, 900, 20_000])
            lines.insert(place, "z: " + "[" * depth + "]" * depth)
        else:
            lines.insert(place, "\n".join(f"k{n}: 1" for n in range(draw.choice([1, 30, 3_000]))))
        text = "\n".join(lines)
    return text


def market_of(scenario):
    return next((name for name in ("booking", "auctions") if name in scenario), "market")


def put(scenario, path, content):
    keys = path.split(".")
    for key in keys[:-1]:
        inner = scenario.get(key)
        if not isinstance(inner, dict):
            inner = scenario[key] = {}
        scenario = inner
    scenario[keys[-1]] = content


def made_scenario(draw, schema, feed_only):
    """A scenario of the schema in a small market, and some of its values out of bounds."""
    scenario = schema.draw(draw, share=draw.choice([0.05, 0.1, 0.2]))
    keep = "market" if feed_only else draw.choice(["market", "market", "booking", "auctions"])
    for name in ("market", "booking", "auctions"):
        if name != keep and draw.random() < 0.95:
            scenario.pop(name, None)
    if keep != "market":
        scenario.setdefault(keep, {})
        if draw.random() < 0.9:
            scenario.pop("policies", None)
            experiment = scenario.get("experiment")
            if isinstance(experiment, dict):
                scenario["experiment"] = {key: experiment[key] for key in experiment if key in ("length", "level", "treatment_share")}
            scenario.pop("study", None)
    for path, content in SMALL[keep].items():
        put(scenario, f"{keep}.{path}", content)
    for path, choices in TIMES.items():
        if keep == "market" or path == "experiment.length":
            put(scenario, path, draw.choice(choices))
    scenario["replications"] = draw.choice(REPLICATIONS)
    if draw.random() < 0.95:
        scenario["scenario"] = "drawn"
    if feed_only and isinstance(scenario["experiment"], dict) and draw.random() < 0.8:
        scenario["experiment"].pop("designs", None)
    for _ in range(draw.choice([0, 0, 0, 0, 0, 1, 2])):
        spoil(draw, scenario)
    return scenario


def spoil(draw, scenario):
    """Puts anything at one place."""
    node = scenario
    while isinstance(node, dict) and node:
        key = draw.choice(list(node))
        if not isinstance(node[key], dict) or draw.random() < 0.2:
            if draw.random() < 0.3:
                node[word(draw)[:500]] = node.pop(key)
            else:
                node[key] = value(draw)
            return
        node = node[key]


# Tables

TABLES = {
    "users": ["user_id", "sessions_per_week", "price_sensitivity", "interest_0", "interest_1"],
    "listings": ["listing_id", "category", "price", "units", "condition", "quality", "age_days"],
    "ads": ["campaign_id", "budget", "category", "target_cpa", "target_roas", "listings"],
    "auctions": ["campaign_id", "budget", "category", "target_cpa", "worth", "conversion_rate"],
    "log": ["user_id", "session_id", "stime", "event_id", "item_id", "price", "c0_id"],
    "analyze": ["arm", "unit", "y", "x", "t", "s", "g", "n"],
    "decisions": ["mu", "pi", "y", "q", "v", "slate", "position", "g", "score"],
}


def cell(draw, column, row):
    if column.endswith("_id") and column not in ("event_id", "session_id", "c0_id", "item_id"):
        return str(row)
    if column == "arm":
        return draw.choice("ab" if draw.random() < 0.97 else "abc")
    if column in ("unit", "item_id"):
        return str(draw.randrange(1 + row))
    if column in ("t", "s", "category", "g", "c0_id"):
        return str(draw.randrange(3))
    if column in ("mu", "pi"):
        return draw.choice(["0.5", "0.25", "1", f"{draw.random():.4f}"])
    if column in ("slate", "position"):
        return str(row // 2 if column == "slate" else row % 2)
    if column == "event_id":
        return draw.choice(["item_view", "item_like", "item_add_to_cart_tap", "offer_make", "buy_start", "buy_comp"])
    if column == "stime":
        return f"2023-05-{1 + row % 28:02}T{row % 24:02}:00:00Z"
    return draw.choice(["1", "2", f"{draw.lognormvariate(0, 1):.3f}", "0"])


def table(draw, kind):
    """Bytes of a CSV file, most of which could be somebody's."""
    columns = list(TABLES[kind])
    if kind != "analyze" and draw.random() < 0.5:
        columns = [columns[0]] + [name for name in columns[1:] if draw.random() < 0.6]
    if draw.random() < 0.15:
        columns.append(draw.choice([word(draw)[:2_000], columns[-1]]))
    if draw.random() < 0.1:
        draw.shuffle(columns)
    constant = {name: draw.choice(["0", "1", "1e-160", "1e155", "1e308", "-5", "0.1"]) for name in columns
                if kind == "analyze" and name in "yxtsn" and draw.random() < 0.15}
    scale = draw.choice([1, 1, 1, 1, 1e-160, 1e150, 1e300]) if kind == "analyze" else 1
    odd = draw.choice([0, 0, 0, 0.002, 0.05, 0.5])
    rows = [columns]
    for row in range(draw.choice([0, 1, 2, 3, 5, 20, 100, 400])):
        cells = []
        for name in columns:
            text = constant.get(name) or cell(draw, name, row)
            if scale != 1 and name in "yx":
                text = repr(float(text) * scale)
            if draw.random() < odd:
                text = draw.choice([number(draw), word(draw)[:3_000], "", " " + text, "NA"])
            if any(mark in text for mark in ',"\n\r') and draw.random() < 0.9:
                text = '"' + text.replace('"', '""') + '"'
            cells.append(text)
        if draw.random() < odd / 3:
            cells = cells[:-1] if draw.random() < 0.5 else cells + ["1"]
        rows.append(cells)
    mark = draw.choice([",", ",", ",", ",", ",", ",", ",", ";", "\t"])
    text = draw.choice(["\n", "\n", "\r\n", "\r"]).join(mark.join(row) for row in rows) + draw.choice(["\n", "\n", "", '"'])
    content = text.encode("utf-8", "surrogatepass")
    if draw.random() < 0.05:
        content = draw.choice([b"\xef\xbb\xbf" + content, b"\xff\xfe" + content, content[:draw.randrange(len(content) + 1)], b"",
                               content.replace(b"1", b"\x00"), bytes(draw.randrange(256) for _ in range(300))])
    return content


# Command lines

def some(draw, *options):
    """Some of the options, each a list of words."""
    return [word for option in options if draw.random() < 0.3 for word in option]


def changes(draw):
    keys = ["market.users.count", "market.feed.page_size", "experiment.level", "seed", "policies.ranking", "experiment.metrics",
            "experiment.designs", "experiment.arms.treatment.market.choice.utility_lift", "auctions.reserve", "booking.size", "x.y.z",
            "title", "a" * 3_000, ".".join("a" * 5_000), word(draw)]
    return [part for _ in range(draw.choice([0, 0, 0, 0, 0, 0, 1, 1, 2]))
            for part in ("--set", draw.choice(keys) + draw.choice(["=", "=", "=", ""]) + json.dumps(value(draw)).strip('"'))]


def odd_option(draw):
    return draw.choice([[]] * 40 + [["--" + word(draw)[:3_000]], [word(draw)], ["--seed", number(draw)], ["--format", word(draw)],
                                    ["--threads", number(draw)], ["-h"], ["--version"]])


def near(draw, *usual):
    """Mostly one of the usual values, else any number."""
    return draw.choice(usual) if draw.random() < 0.8 else number(draw)


def rare(draw, *options):
    """Few of the options."""
    return [option for option in options if draw.random() < 0.12]


def analyze(draw, case):
    column = lambda: draw.choice("yxtn" if draw.random() < 0.9 else ["arm", "zz", "g", word(draw)[:100]])
    case.write("t.csv", table(draw, "analyze"))
    metrics = list(dict.fromkeys(
        draw.choice([f"mean:{column()}", f"proportion:{draw.choice(['t', 't', column()])}", f"ratio:{column()}/{column()}",
                     f"quantile:{near(draw, '.5', '.9', '.99')}:{column()}", "mean:y", "ratio:y/n"])
        if draw.random() < 0.97 else word(draw) for _ in range(draw.choice([1, 1, 2, 4]))))
    method = draw.choice([
        [], [], [], ["--method=normal"], ["--method=sequential"], ["--method=bayesian"],
        ["--method=group-sequential", f"--information={near(draw, '.5', '1', '1.2')}"],
        ["--method=msprt", f"--effect-sd={near(draw, '.1')}"],
        ["--method=confseq"] + rare(draw, f"--tuning={number(draw)}", "--boundary=normal-mixture"),
        [f"--uplift={column()}", f"--resamples={near(draw, '100', '200')}"], [f"--randomisation={near(draw, '100', '200')}"],
        ["--weights", f"a={near(draw, '1', '2')}", f"b={near(draw, '1', '3')}"]])
    return ["analyze", "t.csv", "--variant", draw.choice(["arm"] * 20 + ["g"]), "--control", draw.choice(["a"] * 20 + [word(draw)]),
            "--metric", *metrics] + rare(
        draw, "--unit=unit", f"--unit={column()}", f"--covariate={column()}", f"--covariate=y={column()}", "--cluster=g",
        f"--cluster={column()}", "--strata=s", f"--strata={column()}", f"--winsorise={near(draw, '.9', '.98')}",
        f"--winsorise=y={near(draw, '.9')}", f"--triggered={column()}", f"--alpha={near(draw, '.05', '.5', '.001')}",
        f"--alternative={draw.choice(['greater', 'less', 'two-sided', word(draw)[:50]])}",
        f"--correction={draw.choice(['holm', 'bh', word(draw)[:50]])}", f"--margin={near(draw, '.01', '.2')}") + method + [
        "--format", draw.choice(["table", "json", "html"]), "--threads", "1"]


def scenario(draw, case, schema, bundled, command):
    """Writes a scenario, with the tables that it names, and returns the name of its file."""
    if command == "validate" and draw.random() < 0.8:
        text = damaged(draw, draw.choice(bundled))
    else:
        drawn = made_scenario(draw, schema, feed_only=command in ("gate", "study"))
        for group in ("users", "listings", "ads"):
            if isinstance(drawn.get("market"), dict) and draw.random() < 0.12:
                put(drawn, f"market.{group}.file", f"{group}.csv")
                for key in {"users": "count", "listings": "initial", "ads": "campaigns"}[group],:
                    if isinstance(drawn["market"].get(group), dict):
                        drawn["market"][group].pop(key, None)
                case.write(f"{group}.csv", table(draw, group))
        if isinstance(drawn.get("auctions"), dict) and draw.random() < 0.3:
            drawn["auctions"]["file"] = "auctions.csv"
            drawn["auctions"].pop("campaigns", None)
            case.write("auctions.csv", table(draw, "auctions"))
        text = json.dumps(drawn, ensure_ascii=draw.random() < 0.5, indent=1)
        if draw.random() < 0.03:
            text = damaged(draw, text)
    name = draw.choice(["s.yaml"] * 6 + ["é.yaml", "日本.yaml", "a b.yaml", "x" * 200 + ".yaml", "\u202ex.yaml"])
    case.write(name, text.encode("utf-8", "surrogatepass"))
    return name


def plugin(draw, case):
    """A policy of somebody else: a Python file or a library, sound, damaged or malicious in what it says of itself."""
    said = lambda: repr(draw.choice(WORDS) if draw.random() < 0.5 else "freshest")
    body = draw.choice(["return -age", "return -age", "raise ValueError(" + said() + ")", "return " + said(), "return None", "return age[:1]",
                        "return age * float('nan')", "print(" + said() + "); return age", "return {" + said() + ": age}", "return [[age]]"])
    text = (f"from marketlab import Parameter, ranking\n__version__ = {said()}\n\n@ranking(name={said()}, summary={said()})\n"
            f"def mine({draw.choice(['age', 'age', 'age', 'years'])}):\n    {body}\n").encode("utf-8", "surrogatepass")
    if draw.random() < 0.3:
        place = draw.randrange(len(text))
        text = text[:place] + bytes(draw.randrange(256) for _ in range(8)) + text[place:]
    name = draw.choice(["p.py", "p.py", "p.so", "é p.py", "p#q.py"])
    case.write(name, draw.choice([text, text, text, b"\x7fELF" + text, b""]))
    small = ["--set", "market.users.count=20", "--set", "market.listings.initial=60", "--set", "experiment.length=1d", "--set",
             "experiment.warmup=0d", "--replications", "1", "--quiet", "--threads", "1"]
    case.write("s.yaml", b"scenario: s\n")
    named = f"policies.ranking=./{name}" + draw.choice(["", "", "#freshest", "#", "/"])
    return draw.choice([
        ["run", "s.yaml", "--out", "o", "--set", named] + small, ["run", "s.yaml", "--out", "o", "--set", named] + small,
        ["policy", "check", f"./{name}"], ["policies", "--policy-path", "."],
        ["policy", "new", word(draw)[:300], "--slot", draw.choice(["ranking", "bidding", word(draw)[:20]]), "--language",
         draw.choice(["c", "python", "swift", word(draw)[:20]])]])


def off_policy(draw, case):
    column = lambda *usual: draw.choice(usual if draw.random() < 0.93 else ["y", "mu", "zz", "position", word(draw)[:100]])
    case.write("t.csv", table(draw, "decisions"))
    given = lambda name, share: draw.random() < share and [f"--{name}={column(name)}"] or []
    return ["analyze", "t.csv", "--off-policy", f"--reward={column('y')}", f"--logging={column('mu')}", f"--target={column('pi')}",
            *(draw.random() < 0.4 and [f"--predicted={column('q')}", f"--predicted-target={column('v')}"] or []),
            *(draw.random() < 0.4 and [f"--slate={column('slate')}", f"--position={column('position')}"] or []),
            *given("score", 0.3)] + rare(
        draw, f"--cluster={column('g')}", "--slots=independent", f"--slots={word(draw)[:50]}", f"--alpha={near(draw, '.05', '.5')}",
        "--decimal=comma", "--separator=semicolon", "--missing=drop", "--format=json", "--format=html", "--by=g", "--out=o")


def command_line(draw, case, schema, bundled, stores):
    kind = draw.random()
    if kind < 0.3:
        return draw.choice([analyze, analyze, analyze, off_policy])(draw, case) + odd_option(draw)
    if kind < 0.66:
        command = draw.choice(["run"] * 8 + ["study", "gate"] + ["validate"] * 6)
        name = scenario(draw, case, schema, bundled, command)
        if command == "validate":
            return ["validate", name] + odd_option(draw)
        line = [command, name, "--threads", "1"] + (["--experiments", "20"] if command == "gate" else ["--out", "o"])
        if command != "gate":
            line += ["--log", "log"] if command == "run" and draw.random() < 0.1 else []
        return line + ["--format", draw.choice(["table", "json"])] + changes(draw) + odd_option(draw)
    if kind < 0.78:
        share = lambda: near(draw, ".05", "3 %", "80%")
        baseline = draw.choice([[f"--mean={number(draw)}", f"--sd={number(draw)}"], ["--mean=12", "--sd=30"], [f"--rate={share()}"],
                                ["feed", "--metric", draw.choice(["gmv", "ctr", "orders", "cvr", word(draw)]), "--store", stores]])
        goal = draw.choice([[f"--units={near(draw, '1000', '4', '1e12')}"], [f"--relative-mde={near(draw, '5 %', '1')}"],
                            [f"--absolute-mde={near(draw, '.01', '1')}"]])
        return ["power"] + baseline + goal + rare(
            draw, f"--units={number(draw)}", f"--relative-mde={share()}", f"--power={share()}", f"--control-share={share()}",
            f"--alpha={near(draw, '.05', '1e-9')}", f"--alternative={draw.choice(['greater', 'less', word(draw)[:50]])}",
            f"--correlation={near(draw, '.5', '-.99')}", "--method=sequential", f"--tuning={number(draw)}") + draw.choice(
            [[], [], [f"--cluster-size={near(draw, '10', '1')}", f"--icc={near(draw, '.1', '0', '1')}"]]) + draw.choice(
            [[], ["--format", "json"]]) + odd_option(draw)
    if kind < 0.9:
        name = draw.choice(["feed", "booking", "auction", word(draw)])
        return draw.choice([
            ["runs", "--store", stores], ["runs", "--store", stores, "--format", "json"], ["report", name, "--store", stores],
            ["report", name, "--store", stores, "--pages", "p", "--format", "json"],
            ["verdicts", name, "--store", stores, "--draws", "20"]
            + some(draw, [f"--sizes={draw.choice(['1', '2,1', '3,,6', number(draw)])}"], [f"--margin={near(draw, '25 %', '1')}"],
                   [f"--floor={near(draw, '.01', '1')}"], [f"--draws={number(draw)}"], ["--metric", draw.choice(["ctr", word(draw)])],
                   ["--format", "json"]),
            ["export", name, "--store", stores, "--to", "log", "--format", draw.choice(["csv", "arrow", "merrec", "trajectories"])]
            + some(draw, ["--world", draw.choice(["experiment", "all-treated", word(draw)])], ["--replication", number(draw)],
                   ["--multipliers", f"{number(draw)},{number(draw)}"]),
            ["policies"] + some(draw, ["--slot", draw.choice(["ranking", word(draw)])], ["--format", "json"]), ["schema"]]) \
            + odd_option(draw)
    if kind < 0.96:
        case.write("t.csv", table(draw, "log"))
        return ["calibrate", "t.csv", "--out", "o"] + odd_option(draw)
    if kind > 0.994:
        return plugin(draw, case) + odd_option(draw)
    return [draw.choice(COMMANDS + ["help", word(draw)])] + [word(draw) for _ in range(draw.randrange(4))]


# Cases

class Case:
    """One input in a folder of its own, the command line that takes it, and what became of it."""

    def __init__(self, number, folder):
        self.number = number
        self.folder = folder
        self.arguments = []
        self.environment = {}
        self.code = None
        self.given = ""

    def write(self, name, content):
        (self.folder / name).write_bytes(content)
        self.given += content.decode("utf-8", "replace")

    def faults(self, program, limits):
        """What is wrong with how the program takes it."""
        def bound():
            resource.setrlimit(resource.RLIMIT_AS, (limits.megabytes << 20,) * 2)
            resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 20,) * 2)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with open(self.folder / "stdout", "wb+") as out, open(self.folder / "stderr", "wb+") as err:
            try:
                self.code = code = subprocess.run(
                    [program] + self.arguments, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                    env={"PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no", **self.environment}, preexec_fn=bound,
                    timeout=limits.seconds).returncode
            except subprocess.TimeoutExpired:
                return [f"has not ended after {limits.seconds} s"]
        shown, said = ((self.folder / name).read_bytes() for name in ("stdout", "stderr"))
        found = [] if code in CODES else [f"exit code {code}"]
        if code == 2 and not said.strip():
            found.append("exit code 2 without a sentence")
        if len(shown) + len(said) > OUTPUT_LIMIT:
            return found + [f"prints {len(shown) + len(said)} bytes"]
        arguments = " ".join(self.arguments)
        # Who has written `nan` for a name may read it.
        given = {match[1].lower() for match in NO_NUMBER.finditer(self.given + " " + arguments)}
        found += text_faults("standard output", shown, given) + text_faults("standard error", said)
        if code in (0, 3) and "--format json" in arguments and shown[:1] in (b"{", b"["):
            found += json_faults("standard output", shown)
        for path in self.folder.glob("[op]/**/*"):
            if path.suffix in (".html", ".md", ".json", ".yaml"):
                content = path.read_bytes()
                found += text_faults(path.name, content, given)
                found += json_faults(path.name, content) if path.suffix == ".json" else []
        return found


def text_faults(name, content, given=None):
    """Raw control characters, and words for no number: but those given, or any where none are."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return [f"{name} is not UTF-8"]
    raw = {character for character in set(text) - set("\n\t" + JOINERS) if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")}
    found = [f"{name} holds a raw U+{ord(character):04X}" for character in sorted(raw)[:3]]
    odd = given is not None and next((match for match in NO_NUMBER.finditer(text) if match[1].lower() not in given), None)
    return found + ([f"{name} holds {text[max(0, odd.start() - 40):odd.end() + 20]!r}"] if odd else [])


def json_faults(name, content):
    def refuse(constant):
        raise ValueError(constant)
    try:
        json.loads(content, parse_constant=refuse)
    except ValueError as error:
        return [f"{name} is not JSON: {error}"]
    return []


def usable(argument):
    """As the system lets arguments be: without NUL, in UTF-8, and not too long."""
    return argument.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:100_000]


class Run:
    """All cases of one seed."""

    def __init__(self, options):
        self.options = options
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="marketlab-hostile-"))
        self.keep = pathlib.Path(options.keep)
        self.bundled = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "scenarios").glob("*.yaml"))]
        self.schema = Schema(subprocess.run([options.program, "schema"], check=True, capture_output=True).stdout)
        self.stores = str(self.work / "runs.sqlite")
        for name, group in (("feed", "market"), ("booking", "booking"), ("auction", "auctions")):
            drawn = {"scenario": name, "replications": "2", "experiment": {"length": "2d"}}
            for path, content in SMALL[group].items():
                put(drawn, f"{group}.{path}", content)
            file = self.work / f"{name}.yaml"
            file.write_text(json.dumps(drawn))
            subprocess.run([options.program, "run", file, "--out", self.work / name, "--store", self.stores, "--quiet"],
                           check=True, stdout=subprocess.DEVNULL)

    def case(self, number):
        draw = random.Random(f"{self.options.seed}:{number}")
        folder = self.work / f"case-{number}"
        folder.mkdir()
        case = Case(number, folder)
        line = command_line(draw, case, self.schema, self.bundled, self.stores)
        case.arguments = [usable(argument) for argument in line]
        case.environment = {key: str(content) for key, content in draw.choice(
            [{}, {}, {"COLUMNS": draw.choice([1, 20, 60, 80, 120, 160, 10 ** 30, "x"])}, {"NO_COLOR": "1", "TERM": "dumb"}]).items()}
        found = case.faults(self.options.program, self.options)
        if found:
            self.keep_case(case, found)
        shutil.rmtree(folder, ignore_errors=True)
        return case, found

    def keep_case(self, case, found):
        kept = self.keep / f"case-{case.number}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(case.folder, kept)
        environment = " ".join(f"{key}={shlex.quote(content)}" for key, content in case.environment.items())
        line = " ".join(map(shlex.quote, case.arguments)).replace(str(self.work), str(self.keep))
        (kept / "command.sh").write_text(
            f"#!/bin/sh\n" + "".join(f"# {' '.join(fault.split())[:300]}\n" for fault in found)
            + f'cd "$(dirname "$0")" && {environment} {self.options.program} {line}\n', encoding="utf-8")
        shutil.copy(self.stores, self.keep)

    def all(self):
        numbers = [self.options.only] if self.options.only is not None else range(self.options.count)
        failed = 0
        ends = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            for case, found in pool.map(self.case, numbers):
                ends[case.arguments[0] if case.arguments[0] in COMMANDS else "other", case.code] += 1
                if found:
                    failed += 1
                    print(f"case {case.number}: {'; '.join(found)[:400]}\n  {shlex.join(case.arguments)[:300]}".encode(
                        "unicode_escape").decode().replace("\\n", "\n"), flush=True)
        shutil.rmtree(self.work, ignore_errors=True)
        print("; ".join(f"{name} {', '.join(f'{ends[name, code]} ended with {code}' for code in CODES if ends[name, code])}"
                        for name in COMMANDS + ["other"] if any(name == key for key, _ in ends)))
        print(f"{len(numbers)} hostile inputs of seed {self.options.seed}: {failed} failed"
              + (f", kept in {self.keep}" if failed else ""))
        return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, metavar="N", help="run case N alone")
    parser.add_argument("--program", default=str(ROOT / ".build/release/marketlab"))
    parser.add_argument("--keep", default=str(ROOT / ".build/hostile"), metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--megabytes", type=int, default=4_096)
    sys.exit(Run(parser.parse_args()).all())


if __name__ == "__main__":
    main()
