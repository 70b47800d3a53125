"""Changes to a multilingual encoder that put its vectors into the space of the English one.

The file, safetensors, holds for each matrix of the base two of low rank whose product is added to it, and a last layer
behind the mean over the tokens; `benchmarks/train_alignment.py` learns them.

    encoder.layer.0.attention.self.query.down    float16 (rank, in)
    encoder.layer.0.attention.self.query.up      float16 (out, rank)
    last.weight, last.bias                       float32 (out, in), (out,)
"""

from dataclasses import replace
from pathlib import Path

from models.errors import ModelError
from models.trained.bert_graph import BertWeights

DOWN, UP = ".down", ".up"
LAST_WEIGHT, LAST_BIAS = "last.weight", "last.bias"


def aligned(base: BertWeights, path: Path) -> BertWeights:
    """The base with the changes of that file.

    Raises:
        ModelError: the file does not belong to a model of this shape.
    """
    import numpy as np
    from safetensors.numpy import load_file

    changes = load_file(path)
    tensors = dict(base.tensors)
    try:
        for name in (key.removesuffix(DOWN) for key in changes if key.endswith(DOWN)):
            down, up = (changes[name + end].astype(np.float32) for end in (DOWN, UP))
            tensors[f"{name}.weight"] = tensors[f"{name}.weight"] + up @ down
        return replace(base, tensors=tensors, last=(changes[LAST_WEIGHT], changes[LAST_BIAS]))
    except (KeyError, ValueError) as error:
        raise ModelError(f"{path} does not change this model: {error}") from error
