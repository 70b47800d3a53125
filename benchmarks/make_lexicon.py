"""Makes the English words that stand for the words of a query in another language.

    python benchmarks/make_lexicon.py --packages FOLDER [--write]

The words are those of models/trained/phrases, of the dictionary, and of the descriptors of EuroVoc (see
docs/training.md), each read by both encoders, as passages are. To be run again whenever
models/trained/alignment.safetensors or the dictionary has changed. --write puts models/trained/lexicon.safetensors and
its checksum in the manifest in place.
"""

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

from alignment_texts import read_descriptors, read_phrases  # noqa: E402
from safetensors.numpy import save_file  # noqa: E402
from train_alignment import put_in_place  # noqa: E402

from goodpractice import Settings  # noqa: E402
from models.trained.lexicon import KEY  # noqa: E402
from pipeline.encoders import ENGLISH, encoders  # noqa: E402
from pipeline.search.dictionary_files import head_words  # noqa: E402

FILE = "lexicon.safetensors"
_WORD = re.compile(r"[a-z]{3,}(?:-[a-z]{2,})*")
#: The largest int8.
LARGEST = 127


def main() -> None:
    """Collect, encode, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True, help="folder with the unpacked package of EuroVoc")
    parser.add_argument("--out", type=Path, default=Path(FILE))
    parser.add_argument("--write", action="store_true", help="put the file and its checksum in place")
    arguments = parser.parse_args()
    texts = [*(phrase["en"] for phrase in read_phrases()), *read_descriptors(arguments.packages)]
    words = sorted({*words_of(texts), *head_words()})
    vectors = encoders(Settings().embed).encode(words, [ENGLISH] * len(words))
    scales = np.abs(vectors).max(axis=1) / np.float32(LARGEST)
    content = {
        "words": np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        "vectors": np.rint(vectors / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
    }
    save_file(content, arguments.out)
    print(f"{len(words):,} words in {arguments.out}")
    if arguments.write:
        put_in_place(arguments.out, KEY)


def words_of(texts: Iterable[str]) -> set[str]:
    """All words of some English texts."""
    return {word for text in texts for word in _WORD.findall(text.lower())}


if __name__ == "__main__":
    main()
