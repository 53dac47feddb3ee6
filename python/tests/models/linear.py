"""Makes linear.onnx: 2 · price - 3 · age, of inputs by these names.

    python3 linear.py linear.onnx
"""

import sys

from onnx import TensorProto, checker, helper

nodes = [
    helper.make_node("Constant", [], ["two"], value_float=2.0),
    helper.make_node("Constant", [], ["three"], value_float=3.0),
    helper.make_node("Mul", ["price", "two"], ["gain"]),
    helper.make_node("Mul", ["age", "three"], ["loss"]),
    helper.make_node("Sub", ["gain", "loss"], ["score"]),
]
inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 1]) for name in ("price", "age")]
outputs = [helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1])]
model = helper.make_model(
    helper.make_graph(nodes, "linear", inputs, outputs), opset_imports=[helper.make_opsetid("", 17)], ir_version=8
)
checker.check_model(model)
with open(sys.argv[1], "wb") as file:
    file.write(model.SerializeToString())
