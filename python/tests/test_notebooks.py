"""MarketLab from a notebook: what is called, what comes back, and how a notebook's policies get into the market."""

import html
import json
import linecache
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
import types

import numpy
import pandas
import polars
import pyarrow
import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import marketlab
from marketlab import program, readouts, records, scenario, worker
from marketlab.policyfile import policy_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
SMALL = {
    "scenario": "small",
    "replications": 2,
    "market": {"users": {"count": 300}, "listings": {"initial": 400}},
    "experiment": {"warmup": "1d", "length": "3d", "followup": "1d", "metrics": ["ctr", "gmv"]},
}


class Notebook:
    """Cells as a notebook runs them: in one namespace that has no file, each with a source that Python keeps."""

    def __init__(self, name):
        self.module = types.ModuleType(name)
        sys.modules[name] = self.module
        self.count = 0

    def run(self, cell):
        self.count += 1
        text = textwrap.dedent(cell)
        file = f"<cell {self.module.__name__} {self.count}>"
        linecache.cache[file] = (len(text), None, text.splitlines(True), file)
        exec(compile(text, file, "exec"), vars(self.module))
        return self.module


@pytest.fixture
def notebook(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    made = Notebook("a_notebook")
    yield made
    del sys.modules["a_notebook"]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A run, and the folder that it was started in."""
    folder = tmp_path_factory.mktemp("ran")
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield marketlab.run(SMALL, set={"policies.ranking": "popularity"})
    finally:
        os.chdir(before)


# What comes back


def test_a_readout_declares_what_the_schema_declares():
    schema = json.loads((ROOT / "docs" / "readout.schema.json").read_text())

    def resolved(part):
        while "$ref" in part or "anyOf" in part:
            if "anyOf" in part:
                part = part["anyOf"][0]
            else:
                reference = part["$ref"].rsplit("/", 1)[-1]
                part = schema if reference == "#" else schema["$defs"][reference]
        return part

    compared = set()

    def compare(made, part):
        part = resolved(part)
        if made in compared:
            return
        compared.add(made)
        hints = records._hints(made)
        declared = {records.attribute(key): value for key, value in part["properties"].items()}
        assert set(hints) == set(declared), made
        for name, hint in hints.items():
            is_optional = type(None) in getattr(hint, "__args__", ())
            required = {records.attribute(key) for key in part.get("required", ())}
            assert is_optional == (name not in required), f"{made.__name__}.{name}"
            inner = resolved(declared[name])
            for kind in [hint, *getattr(hint, "__args__", ())]:
                for item in [kind, *getattr(kind, "__args__", ())]:
                    if isinstance(item, type) and issubclass(item, records.Record):
                        inside = resolved(inner.get("items", inner))
                        inside = resolved(inside.get("additionalProperties") or inside)
                        if "properties" in inside:
                            compare(item, inside)

    compare(readouts.Readout, schema)
    assert len(compared) > 40


def test_a_run_of_a_dictionary_is_read_by_attributes_and_names(ran):
    assert ran.scenario == "small" and ran.replications == 2 and ran.passed
    assert ran.metrics["ctr"] is ran.metrics[0]
    assert ran.metrics["ctr"].truth.difference.estimate == ran.json["metrics"][0]["truth"]["difference"]["estimate"]
    assert ran.arms["control"].policies["ranking"] == "popularity"
    assert ran.further is None and ran.metrics["ctr"].trials[1].all_control > 0
    with pytest.raises(KeyError, match="there are ctr, gmv"):
        ran.metrics["orders"]
    with pytest.raises(AttributeError, match="did you mean p_value"):
        ran.metrics[0].p_valeu


def test_a_readout_prints_as_the_terminal_shows_it_and_its_metrics_are_a_table(ran):
    assert "CTR" in repr(ran) and repr(ran).endswith(f"run {ran.id}   page reports/small/index.html")
    frame = ran.to_pandas()
    assert list(frame.columns[:3]) == ["name", "label", "definition"] and list(frame["name"]) == ["ctr", "gmv"]
    assert frame["truth_difference_estimate"][0] == ran.metrics[0].truth.difference.estimate
    other = ran.to_polars()
    assert other.columns == list(frame.columns)
    assert other["bias_absolute"].to_list() == frame["bias_absolute"].tolist()


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(ran):
    shown = ran._repr_html_()
    inside = html.unescape(re.search(r'srcdoc="([^"]*)"', shown)[1])
    assert inside.startswith("<!doctype html>") and "<style>" in inside and "download=" not in inside
    outside = shown.replace(re.search(r'srcdoc="([^"]*)"', shown)[0], "")
    assert "<style" not in outside and "allow-scripts" not in outside and "CTR" in outside
    assert len(inside) < len(ran.page)


def test_a_readout_of_a_scenario_of_the_same_name_is_not_written_over(ran, tmp_path):
    (tmp_path / "small.yaml").write_text("market: {users: {count: 10}}\n")
    with pytest.raises(marketlab.MarketLabError, match="is a scenario that this package has not written"):
        marketlab.run(SMALL, out=tmp_path)


# What goes wrong


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ({"scenario": {"market": {"users": {"cuont": 1}}}}, r'scenario.yaml:5: market.users.cuont: unknown key; did you mean "count"'),
        ({"scenario": "nowhere.yaml"}, "^nowhere.yaml: cannot be read: no such file or directory$"),
        ({"scenario": SMALL, "frobnicate": 3}, "^Unknown option '--frobnicate'"),
        ({"scenario": SMALL, "seed": -1}, "expected a whole number"),
        ({"scenario": {"market": {"users": {"count": float("nan")}}}}, "the scenario cannot be written: "),
        ({"scenario": SMALL, "policies": {"variant": []}}, "no arm 'variant'; its arms are control, treatment"),
        ({"scenario": SMALL, "policies": [3]}, "policies: 3 is no policy"),
        ({"scenario": SMALL, "program": "/nowhere/marketlab"}, "/nowhere/marketlab is no command"),
    ],
)
def test_a_mistake_is_an_exception_with_the_commands_sentence(arguments, sentence, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(marketlab.MarketLabError, match=sentence) as raised:
        marketlab.run(**arguments)
    assert raised.value.exit_code == 2


def test_a_missing_package_is_named(ran, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ModuleNotFoundError, match=r"to_polars\(\) needs polars, which is not installed: pip install polars"):
        ran.to_polars()


def test_a_run_that_is_interrupted_keeps_its_worlds_and_ends_the_command(tmp_path):
    script = f"""
        import sys
        sys.path.insert(0, {str(ROOT / "python")!r})
        import marketlab
        scenario = {{"scenario": "long", "replications": 500, "market": {{"users": {{"count": 200}}}}}}
        try:
            marketlab.run(scenario)
        except KeyboardInterrupt:
            print("interrupted")
        """
    running = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    store = tmp_path / "reports" / "runs.sqlite"
    deadline = time.monotonic() + 60
    while worlds(store) == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    said, errors = running.communicate(timeout=30)
    assert said == "interrupted\n", errors
    assert worlds(store) > 0
    assert os.path.realpath(tmp_path) not in map(folder_of, pathlib.Path("/proc").glob("[0-9]*/cwd"))


def folder_of(link):
    """Where a process runs; nothing of one that is gone or somebody else's."""
    try:
        return os.readlink(link)
    except OSError:
        return None


def worlds(store):
    """How many a run store has."""
    if not store.exists():
        return 0
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
        try:
            return connection.execute("SELECT count(*) FROM world").fetchone()[0]
        except sqlite3.OperationalError:
            # The table is not there yet, or is being written.
            return 0


def test_the_file_of_a_policy_that_calls_the_command_is_refused(monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", types.SimpleNamespace(name="marketlab.worker"))
    with pytest.raises(marketlab.MarketLabError, match="put the call behind if __name__"):
        marketlab.run(SMALL)


def test_the_worker_starts_without_what_a_notebook_needs():
    text = "import sys, marketlab.worker; print([name for name in sys.modules if name.startswith('marketlab')])"
    found = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, cwd=ROOT / "python"
    ).stdout
    known = ["marketlab", "marketlab.policies", "marketlab.registration", "marketlab.slots", "marketlab.worker"]
    assert sorted(eval(found)) == known


# Logs


def test_a_log_is_the_same_in_pandas_polars_and_arrow(ran):
    log = ran.log()
    clicks = log.click.to_pandas()
    assert len(clicks) > 0 and set(clicks["arm"]) <= {0, 1}
    assert log["click"].to_polars().to_dict(as_series=False) == clicks.to_dict("list")
    assert log["click"].to_arrow().to_pydict() == clicks.to_dict("list")
    assert "exposure" in log and "clikc" not in log
    with pytest.raises(KeyError, match="the log has no clikc; it has "):
        log["clikc"]
    twin = ran.log(world="all-control", replication=1)
    assert set(twin.click.to_pandas()["arm"]) == {0}


def test_units_have_the_run_s_own_figures(ran):
    units = [ran.units(replication=replication).to_pandas() for replication in range(2)]
    control = pandas.concat(units).query("arm == 'control'")
    assert len(control) == ran.arms["control"].users
    per_replication = [unit.query("arm == 'control'")["gmv"].mean() for unit in units]
    assert per_replication == pytest.approx([trial.control for trial in ran.metrics["gmv"].trials])
    assert ran.units().to_polars().columns == ran.units().to_arrow().column_names == list(units[0].columns)


def test_a_run_is_read_by_name_id_and_folder(ran):
    for name in ["small", ran.id, ran.id[:6], "reports/small", pathlib.Path("reports/small")]:
        found = marketlab.read_run(name)
        assert (found.id, found.json) == (ran.id, ran.json)
    assert found.log().click.to_arrow().num_rows == ran.log().click.to_arrow().num_rows
    with pytest.raises(marketlab.MarketLabError, match="nothing"):
        marketlab.read_run("nothing")


def test_bidding_trajectories_are_a_table(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    auctions = {
        "scenario": "bids",
        "replications": 1,
        "auctions": {"campaigns": 4, "users": 200, "opportunities_per_day": 200, "watched": 1},
        "experiment": {"length": "2d"},
    }
    found = marketlab.run(auctions).trajectories(multipliers=[0.5, 2]).to_pandas()
    assert len(found) > 0 and found["advertiserNumber"].nunique() == 4


# Policies of a notebook


FIRST = """
    import numpy as np
    from marketlab import Parameter, RankingPolicy, ranking
    weights = np.array([1.0, -0.5], np.float32)
    scale = {"age": 2.0, "least": float("-inf"), "far": [(1,), {2, 3}, None, "é\\n"], "half": np.float32(0.5)}

    def damped(age):
        return np.log1p(age) * scale["age"]
    """
SECOND = """
    class Mine(RankingPolicy):
        "Young and cheap."
        parameters = [Parameter("pull", "Of the price.", default=1.0)]

        def __init__(self, parameters):
            self.pull = parameters["pull"]

        def score(self, age, relative_price):
            return weights[1] * damped(age) - self.pull * relative_price
    """


def test_a_policy_of_cells_is_written_with_what_its_names_stand_for(notebook, tmp_path):
    notebook.run(FIRST)
    mine = notebook.run(SECOND).Mine
    found = policy_file(mine, str(tmp_path / "policies"))
    assert (found.slot, found.name) == ("ranking", "mine")
    author = worker.Author(found.path)
    assert [policy.known_as() for policy in author.policies] == ["mine"]
    assert author.description()["files"] == ["weights.npy"]
    age, price = numpy.array([0.0, 9.0]), numpy.array([1.0, 2.0])
    values = {"pull": 3.0}
    numpy.testing.assert_array_equal(author.policies[0](values).score(age, price), mine(values).score(age, price))
    assert author.module.scale == notebook.module.scale


def test_the_same_policy_is_the_same_file_and_another_is_another(notebook, tmp_path):
    notebook.run(FIRST)
    notebook.run(SECOND)
    first = policy_file(notebook.module.Mine, str(tmp_path))
    notebook.run("unused = 3")
    notebook.run(SECOND)
    assert policy_file(notebook.module.Mine, str(tmp_path)) == first
    notebook.run("weights = weights * 2")
    assert policy_file(notebook.module.Mine, str(tmp_path)).path != first.path


def test_what_a_definition_needs_stands_before_it(notebook, tmp_path):
    module = notebook.run(
        """
        import dataclasses, enum
        import functools
        import xml.dom.minidom
        import numpy
        from numpy import negative as minus
        from math import exp as raised
        from marketlab import ranking

        class Kind(enum.Enum):
            NEW = 1

        @dataclasses.dataclass
        class Weights:
            age: float = 2.0

        def doubled(x):
            return twice * x
        twice = 2

        class Base:
            factor = doubled(3)
            def made(self):
                return Derived()

        class Derived(Base):
            pass

        @functools.wraps(open)
        def open(*arguments):
            raise AssertionError("IPython's own")

        @ranking(name="by-age")
        def newest(age):
            "The newest first."
            assert open(__file__).readable()
            assert xml.dom.minidom.parseString("<a/>") and raised(0) == 1 and Kind.NEW.value == 1
            return minus(age) * Base().made().factor * Weights().age
        """
    )
    found = policy_file(module.newest, str(tmp_path))
    author = worker.Author(found.path)
    assert "\nfrom numpy import negative as minus\n" in pathlib.Path(found.path).read_text()
    assert found.name == "by-age" and author.policies[0]({}).score(numpy.array([2.0])).tolist() == [-24.0]


def test_objects_are_pickled_and_modules_beside_are_copied(notebook, tmp_path):
    (tmp_path / "features.py").write_text("from inner import SHIFT\n\ndef shifted(x):\n    return x + SHIFT\n")
    (tmp_path / "inner.py").write_text("SHIFT = 5\n")
    (tmp_path / "model.txt").write_text("7")
    sys.path.insert(0, str(tmp_path))
    try:
        module = notebook.run(
            """
            from fractions import Fraction
            from features import shifted
            from marketlab import ranking
            model = {"slope": [Fraction(1, 2)]}

            @ranking(files=["model.txt"])
            def mine(age):
                return float(model["slope"][0]) * shifted(age)
            """
        )
        found = policy_file(module.mine, str(tmp_path / "policies"))
        for name in ("features", "inner"):
            del sys.modules[name]
    finally:
        sys.path.remove(str(tmp_path))
    author = worker.Author(found.path)
    assert author.policies[0]({}).score(numpy.array([1.0])).tolist() == [3.0]
    described = author.description()
    assert described["files"] == [str(tmp_path / "model.txt"), "model.pickle"]
    assert described["modules"] == ["features.py", "inner.py"]


@pytest.mark.parametrize(
    "cell, sentence",
    [
        ("lock = __import__('threading').Lock()\n@ranking\ndef mine(age):\n    return lock", "mine uses lock, which is of type lock, which cannot be pickled"),
        ("def made():\n    @ranking\n    def mine(age):\n        return age\n    return mine\nmine = made()", "mine is defined within a function"),
        ("class Own:\n    def own(self): pass\nown = Own()\n@ranking\ndef mine(age):\n    return own", "mine uses own, which holds an object of a class that has no file"),
        ("f = lambda x: x\n@ranking\ndef mine(age):\n    return f(age)", "mine uses f, which is defined within a function or has no name of its own"),
    ],
)
def test_what_cannot_be_written_is_named(notebook, tmp_path, cell, sentence):
    notebook.run("from marketlab import ranking")
    with pytest.raises(marketlab.MarketLabError, match=sentence):
        policy_file(notebook.run(cell).mine, str(tmp_path))


def test_a_policy_without_a_source_is_refused(notebook, tmp_path):
    exec("from marketlab import ranking\n@ranking\ndef mine(age):\n    return age\n", vars(notebook.module))
    with pytest.raises(marketlab.MarketLabError, match="was defined where Python keeps no source"):
        policy_file(notebook.module.mine, str(tmp_path))


def test_a_policy_of_cells_runs_and_its_worlds_come_from_the_store(notebook, capfd):
    notebook.run(FIRST)
    mine = notebook.run(SECOND).Mine
    first = marketlab.run(SMALL, policies=[(mine, {"pull": 2})], replications=1)
    origin = first.arms["treatment"].origins["ranking"]
    assert origin.id == "mine" and [file.name for file in origin.files] == ["mine.py", "weights.npy"]
    assert first.arms["control"].origins is None
    capfd.readouterr()
    notebook.run(SECOND)
    again = marketlab.run(SMALL, policies=[(notebook.module.Mine, {"pull": 2})], replications=1)
    assert "3 of 3 worlds were in the run store" in capfd.readouterr().err
    assert again.json == first.json
    assert len(again.log().exposure.to_pandas()) > 0


def test_a_failure_is_told_with_the_cells_own_line(notebook, tmp_path):
    notebook.run("import numpy\nfrom marketlab import RankingPolicy\n")
    notebook.run("STEP = 2\n\ndef halved(age):\n    return age / nothing\n")
    notebook.run(
        """
        # A remark.
        class Mine(RankingPolicy):
            def score(self, age):
                return halved(age)

            def learn(self, outcomes):
                pass

        class Wrong(RankingPolicy):
            def score(self, aeg):
                return aeg
        """
    )
    file = policy_file(notebook.module.Mine, str(tmp_path)).path
    made = worker.Author(file)
    with pytest.raises(NameError) as raised:
        made.policies[0]({}).score(numpy.ones(2))
    assert made.explanation(raised.value) == "NameError: name 'nothing' is not defined (<cell a_notebook 2>:4)"
    assert worker.Taker(made.policies[0]({}), "score", ["age"]).place == " (<cell a_notebook 3>:4)"
    with pytest.raises(NameError, match=r"did you mean age\? \(<cell a_notebook 3>:11\)"):
        worker.Author(policy_file(notebook.module.Wrong, str(tmp_path)).path)
    notebook.run("# Another cell.")
    # The cell is no part of what the policy is.
    assert policy_file(notebook.module.Mine, str(tmp_path)).path == file


def test_ipython_calls_a_cell_by_its_number(tmp_path):
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance()
    try:
        shell.run_cell("from marketlab import ranking", store_history=True)
        shell.run_cell("@ranking\ndef mine(age):\n    return nothing\n", store_history=True)
        made = worker.Author(policy_file(shell.user_ns["mine"], str(tmp_path)).path)
    finally:
        type(shell).clear_instance()
    with pytest.raises(NameError) as raised:
        made.policies[0]({}).score(numpy.ones(2))
    assert made.explanation(raised.value) == "NameError: name 'nothing' is not defined (Cell In[2], line 3)"


def test_a_policy_of_a_module_is_named_by_its_file_in_any_arm(monkeypatch, tmp_path, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "rankers.py").write_text(
        "from marketlab import ranking\n\n\n@ranking\ndef newest(age):\n    return -age\n\n\n@ranking\ndef oldest(age):\n    return age\n"
    )
    (tmp_path / "three.yaml").write_text(
        "replications: 1\nmarket: {users: {count: 200}, listings: {initial: 300}}\n"
        "experiment: {warmup: 0, length: 1d, followup: 0d, metrics: [ctr], arms: {old: {}, new: {}, newer: {}}}\n"
    )
    import rankers

    with pytest.raises(marketlab.MarketLabError, match="the treatments new, newer; say whose they are"):
        marketlab.run("three.yaml", policies=[rankers.newest])
    ran = marketlab.run("three.yaml", policies={"old": [rankers.oldest], "newer": [rankers.newest]}, out="out")
    assert ran.arms["old"].policies["ranking"] == "./rankers.py#oldest"
    assert "experiment.arms.newer.policies.ranking=./rankers.py#newest" in ran.command
    assert not (tmp_path / "out" / "policies").exists()


def test_only_paths_are_relocated():
    told = scenario._relocated(
        {
            "market": {"users": {"file": "u.csv"}, "listings": {"file": "/l.csv"}},
            "policies": {"ranking": {"policy": "mine.py#best", "file": "model.onnx", "form": "a/b"}, "request": "page-end"},
            "summary": "a/b.py",
            "python": "./venv/bin/python3",
        },
        "here",
        "reports/small",
    )
    assert told == {
        "market": {"users": {"file": "../../here/u.csv"}, "listings": {"file": "/l.csv"}},
        "policies": {
            "ranking": {"policy": "../../here/mine.py#best", "file": "../../here/model.onnx", "form": "a/b"},
            "request": "page-end",
        },
        "summary": "a/b.py",
        "python": "../../here/venv/bin/python3",
    }
    assert scenario._relocated_at("experiment.arms.new.policies.ranking", "./mine.so", ".", "x") == "../mine.so"
    assert scenario._relocated_at("market.users.file", "u.csv", ".", "x") == "../u.csv"
    assert scenario._relocated_at("market.users.count", 3, ".", "x") == 3


def test_paths_in_a_dictionary_are_relative_to_its_folder(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "users.csv").write_text("user_id,sessions_per_week\nanna,6\nbert,3\nchris,4\n")
    monkeypatch.chdir(tmp_path)
    scenario = {**SMALL, "replications": 1, "market": {"users": {"file": "users.csv"}, "listings": {"initial": 50}}}
    ran = marketlab.run(scenario, folder="data")
    assert sum(arm.users for arm in ran.arms) == 3
    with pytest.raises(marketlab.MarketLabError, match="users.csv"):
        marketlab.run(scenario)


def test_a_script_s_own_policy_is_written_though_its_file_may_not_run_twice(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import sys
            sys.path.insert(0, {str(ROOT / "python")!r})
            import marketlab

            class Newest(marketlab.RankingPolicy):
                def score(self, age):
                    return -age

            ran = marketlab.run({SMALL!r}, policies=[Newest], replications=1)
            print(ran.arms[1].origins["ranking"].id)
            """
        )
    )
    found = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True)
    assert found.stdout == "newest\n", found.stderr


def test_the_chapter_runs_in_a_smaller_bazaar(notebook):
    chapter = (ROOT / "docs" / "Notebooks.md").read_text()
    for whole, part in [('"replications": 6', '"replications": 1'), ('"count": 800,', '"count": 200,')]:
        assert whole in chapter
        chapter = chapter.replace(whole, part)
    cells = re.findall(r"```python\n(.*?)```", chapter, re.DOTALL)
    assert len(cells) > 8
    for cell in cells:
        module = notebook.run(cell)
    assert module.trained.arms["treatment"].origins["ranking"].id == "trained"
    assert module.weights.shape == (3,) and len(module.found.rows) == 2


# Study, gate, power, analyze


def test_a_study_has_its_designs(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    found = marketlab.study(SMALL, set={"experiment.designs": ["user_split", "session_split"], "experiment.metrics": ["ctr"]})
    assert {design.name for design in found.study.metrics["ctr"].designs} == {"user_split", "session_split"}
    assert found.study.metrics["ctr"].designs.to_pandas()["root_mean_square_error"].min() >= 0


def test_a_gate_says_whether_it_passed(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    found = marketlab.gate(SMALL, experiments=20, set={"market.users.count": 100}, quiet=True)
    assert found.passed == found.json["passed"] == (found.exit_code == 0)
    assert found.metrics[0].name == "ctr" and found.metrics[0].status in ("pass", "warn", "fail")
    assert "coverage_p_value" in found.to_pandas()


def test_policies_without_an_arm_are_control_s_where_nobody_is_treated(notebook):
    mine = notebook.run("from marketlab import ranking\n@ranking\ndef mine(age):\n    return -age").mine
    prepared = scenario.prepare(
        program.Program(), SMALL, set=None, policies=[mine], folder=None, out=None, is_treated=False
    )
    assert len(prepared.changes) == 1
    assert prepared.changes[0].startswith("--set=experiment.arms.control.policies.ranking=../policies/")


def test_power_is_of_figures_a_run_or_a_scenario(ran):
    found = marketlab.power(rate="3 %", units=100_000)
    assert found.solved_for == "effect" and found.power == pytest.approx(0.8, abs=1e-3)
    of_run = marketlab.power(ran, metric="gmv", relative_mde=0.05)
    assert of_run.json == marketlab.power("small", metric="gmv", relative_mde="5 %").json
    assert of_run.control_units > 0 and "GMV in control of run" in repr(of_run)
    assert marketlab.power({**SMALL, "replications": 1}, metric="ctr").solved_for == "effect"


@pytest.fixture(scope="module")
def table():
    random = numpy.random.default_rng(1)
    count = 400
    return pandas.DataFrame(
        {
            "arm": numpy.where(numpy.arange(count) % 2 == 0, "a", "b"),
            "gmv": random.exponential(10, count),
            "before": random.exponential(10, count),
            "bought": random.random(count) < 0.3,
            "score": numpy.where(numpy.arange(count) % 7 == 0, numpy.nan, 1.5),
        }
    )


def test_a_table_gives_the_same_numbers_from_wherever_it_comes(table, tmp_path):
    asked = {
        "variant": "arm",
        "control": "a",
        "metric": ["mean:gmv", "proportion:bought", "mean:score"],
        "covariate": {"gmv": "before"},
        "missing": "zero",
    }
    arrow = pyarrow.Table.from_pandas(table)
    table.astype({"bought": int}).to_csv(tmp_path / "t.csv", index=False)
    table.to_parquet(tmp_path / "t.parquet")
    table.to_feather(tmp_path / "t.arrow")
    dictionary = arrow.set_column(0, "arm", arrow["arm"].dictionary_encode())
    with_nan = pyarrow.table({name: pyarrow.array(table[name].to_numpy()) for name in table.columns})
    expected = marketlab.analyze(tmp_path / "t.csv", **asked)
    assert expected.rows["mean:gmv"].difference.estimate == pytest.approx(
        expected.rows["mean:gmv"].mean_adjusted - expected.rows["mean:gmv"].mean_control_adjusted
    )
    for data in [
        table,
        table.set_index(pandas.Index(range(400), name="user")),
        polars.from_pandas(table),
        polars.from_pandas(table).lazy(),
        arrow,
        dictionary,
        with_nan,
        tmp_path / "t.parquet",
        str(tmp_path / "t.arrow"),
    ]:
        assert marketlab.analyze(data, **asked).json["rows"] == expected.json["rows"]
    assert list(expected.to_pandas()["metric"]) == asked["metric"]


def test_a_ratio_that_chance_does_not_explain_is_a_property_and_no_exception(table):
    found = marketlab.analyze(table, variant="arm", control="a", metric="mean:gmv", weights={"a": 1, "b": 4})
    assert not found.passed and found.exit_code == 3 and found.sample_ratio.alarm
    with pytest.raises(marketlab.MarketLabError, match="no column"):
        marketlab.analyze(table, variant="arm", control="a", metric="mean:gvm")
    with pytest.raises(marketlab.MarketLabError, match="this is list"):
        marketlab.analyze([1], variant="arm", control="a", metric="mean:gmv")


def test_times_of_every_package_are_read(table):
    times = pandas.date_range("2026-03-01", periods=400, freq="30min")
    asked = {"variant": "arm", "control": "a", "metric": "mean:gmv", "time": "at", "block": "1h"}
    timed = table.assign(at=times, arm=numpy.where(times.hour % 2 == 0, "a", "b"))
    expected = marketlab.analyze(timed, **asked).json["rows"]
    assert marketlab.analyze(polars.from_pandas(timed), **asked).json["rows"] == expected
    assert marketlab.analyze(pyarrow.Table.from_pandas(timed), **asked).json["rows"] == expected


def test_keyword_arguments_are_options():
    given = {
        "relative_mde": numpy.float64(0.02), "quiet": True, "cupac": False, "seed": None, "metric": ["mean:a", "mean:b"],
        "weights": {"a": 1}, "out": pathlib.Path("x"), "by": "country",
    }
    assert program.options(given) == [
        "--relative-mde=0.02", "--quiet", "--metric=mean:a", "--metric=mean:b", "--weights=a=1", "--out=x", "--by=country",
    ]
