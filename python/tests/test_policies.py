"""What a policy in Python is, and what its worker makes of it."""

import importlib
import json
import mmap
import os
import struct
import sys
import textwrap

import numpy
import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

import marketlab
from marketlab import slots, worker

recorded = importlib.import_module("marketlab.recording")


def author(tmp_path, text, name="mine.py"):
    file = tmp_path / name
    file.write_text(textwrap.dedent(text))
    return worker.Author(str(file))


def test_the_mixer_is_the_platforms():
    # The values that StableHashTests freezes.
    assert marketlab.mix(0, 0) == 0x48218226FF3CD4BF
    assert marketlab.mix(1, 2) == 0x081A5C1377856B73
    assert marketlab.fraction(2**64 - 1) == 1 - 2**-53


def test_arguments_are_columns(tmp_path):
    found = author(
        tmp_path,
        '''
        from marketlab import Parameter, RankingPolicy, ranking

        __version__ = "2.1"

        class BestMatch(RankingPolicy):
            """The best match first."""
            parameters = [Parameter("weight", "Of the match.", default=0.5, range=(0, 1), unit="share")]
            remembered_count = 2

            def score(self, content, profile, own_signals_rating):
                return profile @ content

            def learn(self, outcomes, remembered):
                pass

        @ranking(name="freshest", files=["mine.py"])
        def freshest(age):
            "The newest first."
            return -age
        ''',
    ).description()
    assert found["id"] == "mine" and found["version"] == "2.1" and found["contract"] == slots.CONTRACT
    best, freshest = found["policies"]
    assert (best["name"], best["summary"]) == ("best-match", "The best match first.")
    assert best["calls"] == [
        {"name": "score", "inputs": ["content", "profile", "own_signals.rating"]},
        {"name": "learn", "inputs": ["outcomes", "remembered"]},
    ]
    assert best["parameters"] == [
        {"name": "weight", "summary": "Of the match.", "default": 0.5, "unit": "share", "least": 0.0, "most": 1.0, "choices": []}
    ]
    assert (freshest["name"], freshest["summary"]) == ("freshest", "The newest first.")
    assert found["files"] == ["mine.py"]
    assert any(line.startswith("numpy ") for line in found["surroundings"])


def test_a_failure_is_told_with_the_authors_own_line(tmp_path):
    mine = author(tmp_path, "from marketlab import ranking\n\n@ranking\ndef mine(age):\n    return age / nothing\n")
    policy = mine.policies[0]({})
    with pytest.raises(NameError) as raised:
        policy.score(numpy.ones(3))
    assert mine.explanation(raised.value) == "NameError: name 'nothing' is not defined (mine.py:5)"


def test_modules_beside_the_file_are_a_part_of_it(tmp_path):
    (tmp_path / "beside_it.py").write_text("WEIGHT = 2\n")
    mine = author(
        tmp_path, "import beside_it\nfrom marketlab import ranking\n\n@ranking\ndef mine(age):\n    return beside_it.WEIGHT * age\n"
    )
    assert mine.modules() == ["beside_it.py"]


def test_a_misspelt_method_is_told(tmp_path):
    text = "from marketlab import RankingPolicy\n\nclass Mine(RankingPolicy):\n    def scores(self, age):\n        return age\n"
    with pytest.raises(NameError, match=r"Mine.scores is nothing that a ranking policy has; did you mean score\? \(mine.py:4\)"):
        author(tmp_path, text)
    author(tmp_path, text + "    def score(self, age):\n        return self.scores(age)\n", "other.py")


@pytest.mark.parametrize("state", ["None", "5", "'text'"])
def test_a_saved_state_is_bytes(tmp_path, state):
    """A number would be so many zeros."""
    text = f"from marketlab import RankingPolicy\n\nclass Mine(RankingPolicy):\n    def save(self):\n        return {state}\n"
    asked = worker.Worker(None, str(tmp_path / "mine.py"))
    asked.author = author(tmp_path, text + "\n    def score(self, age):\n        return age\n")
    asked.answer(worker.CREATE, 1, 0, b"{}")
    with pytest.raises(TypeError, match=r"its save returns \w+; expected bytes \(mine.py:4\)"):
        asked.answer(worker.SAVE, 1, 0, b"")


def test_what_a_function_imports_is_a_part_of_the_policy_too(tmp_path):
    (tmp_path / "lazy.py").write_text("import lazier\n")
    (tmp_path / "lazier.py").write_text("")
    mine = author(
        tmp_path, "from marketlab import ranking\n\n@ranking\ndef mine(age):\n    import lazy\n    return age\n", "late.py"
    )
    assert mine.modules() == ["lazier.py", "lazy.py"]


@pytest.mark.parametrize("dtype, value", [("uint8", 256), ("uint8", 0.9), ("uint32", -1), ("uint32", float("nan")), ("float32", 1j), ("float32", "a")])
def test_a_number_that_does_not_fit_is_refused(dtype, value):
    with pytest.raises((TypeError, ValueError), match="its answers"):
        worker.Taker.write("answers", numpy.zeros(2, dtype), [value, value])


def test_whatever_an_author_raises_is_one_line(tmp_path):
    mine = author(tmp_path, "from marketlab import ranking\n\n@ranking\ndef mine(age):\n    return age\n")

    class Silent(Exception):
        def __str__(self):
            raise RuntimeError

    assert mine.explanation(Silent()) == "Silent"
    assert mine.explanation(ValueError("\ud800")).encode("utf-8", "backslashreplace") == b"ValueError: \\ud800"
    assert len(mine.explanation(ValueError("x" * 1_000_000))) < 700


def test_an_answer_of_another_shape_is_refused():
    room = numpy.zeros(3, numpy.float32)
    worker.Taker.write("scores", room, [1, 2, 3])
    assert room.tolist() == [1, 2, 3]
    worker.Taker.write("scores", room, 4)
    assert room.tolist() == [4, 4, 4]
    with pytest.raises(ValueError, match=r"its scores have shape \(2,\); expected \(3,\)"):
        worker.Taker.write("scores", room, [1, 2])


@pytest.mark.parametrize("slot", sorted(slots.SLOTS))
def test_every_slot_has_a_class_of_its_own(slot):
    classes = [marketlab.RankingPolicy, marketlab.RequestPolicy, marketlab.RetrievalPolicy, marketlab.BiddingPolicy]
    assert [made.slot for made in classes].count(slot) == 1


def test_a_methods_arguments_are_columns_and_nothing_else(tmp_path):
    def refusal(signature, name):
        text = f"from marketlab import RankingPolicy\n\nclass Mine(RankingPolicy):\n    def score(self, {signature}):\n        return 0\n"
        with pytest.raises(NameError) as raised:
            author(tmp_path, text, name)
        return str(raised.value)

    assert refusal("*columns", "a.py").startswith("Mine.score takes *columns; the arguments of score are the columns")
    assert "takes **columns" in refusal("age, **columns", "b.py")
    assert "has a default for age" in refusal("age=None", "c.py")
    assert refusal("afinity", "d.py").endswith("did you mean affinity? (d.py:4)")
    assert "`marketlab policies --slot ranking --columns` lists them" in refusal("true_quality", "e.py")


def test_a_view_that_is_kept_is_told_where_calls_are_guarded(tmp_path):
    mine = author(
        tmp_path,
        """
        from marketlab import ranking

        KEPT = []

        @ranking(name="keeps")
        def keeps(age):
            KEPT.append(age)
            return age

        @ranking(name="copies")
        def copies(age):
            KEPT.append(age.copy())
            return age
        """,
        "keeper.py",
    )
    for policy, is_kept in zip(mine.policies, [True, False]):
        batches = worker.Batches(guards=True)
        taker = worker.Taker(policy({}), "score", ["age"])
        # As `SharedBatch` lays it out: age and scores of three rows, and no remembered numbers.
        head = [18, 0, 3, 1, 2] + [0, 1, 0, 192, 3] + [0, 1, 0, 256, 3] + [1, 0, 0]
        memory = mmap.mmap(-1, 4096)
        memory[: 8 * len(head)] = struct.pack(f"<{len(head)}q", *head)
        batches.memory, batches.size = memory, 4096
        del memory
        taker.ask(batches)
        if is_kept:
            with pytest.raises(ValueError, match="kept a view of a column"):
                batches.close()
        else:
            batches.close()


def recording(folder, table, **said):
    (folder / "recording.json").write_text(
        json.dumps(
            {"slot": "ranking", "calls": {"score": len(table["call"])}}
            | {"instances": [{"key": 7, "parameters": '{"weight":2}', "loads": []}]}
            | said
        )
    )


def test_a_recording_is_played_back(tmp_path, monkeypatch):
    table = {"call": [0, 1], "instance": [0, 0], "time": [5, 6], "age": [[1.0, 2.0], [3.0]]}
    table |= {"answer_scores": [[-2.0, -4.0], [-6.0]], "answer_remembered": [[], []]}
    recording(tmp_path, table)
    monkeypatch.setattr(recorded, "_table", lambda file: table)

    class Newest(marketlab.RankingPolicy):
        parameters = [marketlab.Parameter("weight", "Of age.", default=1)]

        def __init__(self, parameters):
            self.weight = parameters["weight"]

        def score(self, age):
            return -self.weight * age

    class Oldest(Newest):
        def score(self, age):
            return age

    class Reads(marketlab.RankingPolicy):
        def score(self, stock):
            return stock

    done = marketlab.replay(Newest, tmp_path)
    assert [call.agrees for call in done] == [True, True]
    assert done[1].time == 6 and done[1].inputs["age"].tolist() == [3]
    assert [call.agrees for call in marketlab.replay(Oldest, tmp_path)] == [False, False]
    with pytest.raises(KeyError, match="score reads stock, which was not recorded"):
        marketlab.replay(Reads, tmp_path)
    with pytest.raises(TypeError, match="expected a ranking policy"):
        marketlab.replay(marketlab.BiddingPolicy, tmp_path)

    class Together(marketlab.RankingPolicy):
        def score_requests(self, age):
            return age

    with pytest.raises(ValueError, match="holds calls of score; Together takes score_requests"):
        marketlab.replay(Together, tmp_path)


def test_a_function_scores_requests_together(tmp_path):
    found = author(
        tmp_path,
        '''
        from marketlab import ranking

        @ranking(call="score_requests")
        def together(age, requests, profile):
            "Requests together."
            return -age
        ''',
    ).description()
    assert found["policies"][0]["calls"] == [{"name": "score_requests", "inputs": ["age", "requests", "profile"]}]
    assert slots.SLOTS["ranking"]["calls"]["score_requests"]["inputs"]["profile"][1][0] == "request"


def test_a_parameter_that_is_a_file_has_no_default_and_others_have_one():
    assert marketlab.Parameter("file", "The model.", unit="file").described()["unit"] == "file"
    with pytest.raises(ValueError, match="parameter file is a file, which has no default"):
        marketlab.Parameter("file", "The model.", default="a.txt", unit="file").described()
    with pytest.raises(ValueError, match="parameter rate needs a default"):
        marketlab.Parameter("rate", "A step.", unit="number").described()


def test_numbers_beyond_the_answers_type_are_refused():
    room = numpy.zeros(2, numpy.float32)
    worker.Taker.write("scores", room, numpy.array([1.0, numpy.inf]))
    assert room.tolist() == [1, numpy.inf]
    with pytest.raises(ValueError, match="its scores have numbers that no float32 can be"):
        worker.Taker.write("scores", room, numpy.array([1.0, 1e300]))
