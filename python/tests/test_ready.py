"""The policies that come with the package."""

import json
import os
import sys

import numpy
import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

from marketlab import slots, worker

HERE = os.path.dirname(os.path.abspath(__file__))
READY = os.path.join(HERE, "..", "marketlab", "ready")
MODEL = os.path.join(HERE, "models", "linear.onnx")


def policy(name):
    (made,) = worker.Author(os.path.join(READY, name)).policies
    return made


def test_the_descriptions_are_what_the_files_say_of_themselves():
    """With UPDATE_DOCS=1 in the environment it writes them."""
    pytest.importorskip("onnxruntime")
    said = {}
    for name in sorted(os.listdir(READY)):
        if name.endswith(".py"):
            # What it runs on is another thing on every machine.
            said[name] = dict(worker.Author(os.path.join(READY, name)).description(), surroundings=[])
    text = json.dumps(said, indent=1) + "\n"
    path = os.path.join(READY, "descriptions.json")
    if os.environ.get("UPDATE_DOCS") == "1":
        with open(path, "w") as file:
            file.write(text)
    with open(path) as file:
        assert file.read() == text, "run this test with UPDATE_DOCS=1 to write the descriptions anew"


# MARK: onnx


def columns(made, count=3, **given):
    """A batch's columns in the policy's order: of rows 0, 1, 2, … where nothing else is given."""
    declared = slots.SLOTS["ranking"]["calls"]["score"]["inputs"]
    values = []
    for name in made.calls()["score"]:
        dtype, shape = declared[name]
        rows = numpy.arange(count, dtype=dtype)
        values.append(given.get(name, rows if shape == ["row"] else rows * numpy.ones((2, 1), dtype) if len(shape) == 2 else rows[:2]))
    return values


def model(**parameters):
    pytest.importorskip("onnxruntime")
    made = policy("onnx_model.py")
    return made, made({"file": MODEL, "features": "from-model", "output": "last", **parameters})


def test_a_model_is_handed_the_columns_that_its_inputs_are_named_by():
    made, made_of_it = model()
    price, age = numpy.array([1, 2, 5], numpy.float32), numpy.array([0, 1, 7], numpy.float32)
    assert made_of_it.score(*columns(made, price=price, age=age)).tolist() == [2, 1, -11]
    made, turned = model(features="age, price")
    assert turned.score(*columns(made, price=price, age=age)).tolist() == [-3, -4, -1]


def test_numbers_of_vectors_are_features_too():
    made, made_of_it = model(features="content_1,profile_0")
    content, profile = numpy.array([[0, 0, 0], [1, 2, 3]], numpy.float32), numpy.array([4, 9], numpy.float32)
    assert made_of_it.score(*columns(made, content=content, profile=profile)).tolist() == [-10, -8, -6]
    made, made_of_it = model(features="content_match,age")
    score = made_of_it.score(*columns(made, content=content, profile=profile, age=numpy.zeros(3, numpy.float32)))
    assert score.tolist() == [18, 36, 54]
    made, too_far = model(features="content_7,age")
    with pytest.raises(IndexError, match="the market has no content_7: its content has 2 numbers"):
        too_far.score(*columns(made))


@pytest.mark.parametrize(
    "parameters, words",
    [
        ({"features": "price,mood"}, "the feature mood of .*linear.onnx is no column of ranking; there are listings"),
        ({"features": "price,random"}, "the feature random of .*linear.onnx is no column"),
        ({"features": "price"}, "linear.onnx has 2 inputs, and 1 features are named"),
        ({"output": "label"}, "linear.onnx has no output label; it has score"),
    ],
)
def test_a_model_that_does_not_fit_is_told_in_a_sentence(parameters, words):
    with pytest.raises(ValueError, match=words):
        model(**parameters)


def test_what_is_missing_is_told_with_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ImportError, match="policy onnx needs onnxruntime: .* -m pip install onnxruntime"):
        policy("onnx_model.py")


@pytest.mark.parametrize("content", [b"", b"no model at all"])
def test_a_file_that_is_no_model_is_named_and_no_line_of_the_package(tmp_path, content):
    pytest.importorskip("onnxruntime")
    file = tmp_path / "mine.onnx"
    file.write_bytes(content)
    author = worker.Author(os.path.join(READY, "onnx_model.py"))
    with pytest.raises(ValueError) as raised:
        author.policies[0]({"file": str(file), "features": "from-model", "output": "last"})
    said = author.explanation(raised.value)
    assert said.startswith(f"{file} is no model that onnxruntime can open: "), said
    assert ".py" not in said


def test_a_file_without_the_column_is_named_and_no_line_of_the_package(tmp_path):
    author = worker.Author(os.path.join(READY, "csv_scores.py"))
    file = tmp_path / "scores.csv"
    file.write_text("listing,rank\n1,1\n")
    with pytest.raises(ValueError) as raised:
        author.policies[0]({"file": str(file), "column": "score", "missing": 0})
    assert author.explanation(raised.value) == f"{file} has no column score; it has listing, rank"


# MARK: csv-scores


def scores(tmp_path, text, **parameters):
    file = tmp_path / "scores.csv"
    file.write_text(text)
    return policy("csv_scores.py")({"file": str(file), "column": "score", "missing": 0, **parameters})


IDS = numpy.array([7, 0, 3, 2], numpy.uint32)


def test_scores_are_looked_up_by_listing(tmp_path):
    made = scores(tmp_path, "listing,name,score\n3,c,1.5\n0,a,-2\n9,j,4\n", missing=-1)
    assert made.score(5, IDS).tolist() == [-1, -2, 1.5, -1]


def test_a_users_own_scores_go_before_everybodys(tmp_path):
    made = scores(tmp_path, "user,listing,margin\n,3,1\n5,3,2\n5,7,3\n6,0,9\n,0,4\n", column="margin")
    assert made.score(5, IDS).tolist() == [3, 4, 2, 0]
    assert made.score(1, IDS).tolist() == [0, 4, 1, 0]


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "has no column listing; it has none"),
        ("listing,rank\n1,1\n", "has no column score; it has listing, rank"),
        ("listing,score\n1,2\na,1\n", "line 3: expected whole numbers of user and listing, and a score"),
        ("listing,score\n1\n", "line 2: expected whole numbers"),
        ("listing,score\n-1,1\n", "line 2: no listing or no score is such a number"),
        ("listing,score\n1,nan\n", "line 2: no listing or no score is such a number"),
        ("listing,score\n1,1\n1,2\n", "line 3: the listing is there twice"),
    ],
)
def test_a_file_that_is_no_table_of_scores_is_told_with_its_line(tmp_path, text, words):
    with pytest.raises(ValueError, match=words):
        scores(tmp_path, text)
