"""What torch makes of the CTC losses of a batch: values and gradients in f64, for `tests/ctc/peers.rs`.

Needs torch; writes testdata/ctc_peers.toml. Targets have different lengths, one is empty, and one does not fit.
"""

import pathlib

import torch
from torch.nn import functional as F

OUT = pathlib.Path(__file__).parents[1] / "testdata/ctc_peers.toml"
STEPS, CLASSES = 9, 5
TARGETS = [[1, 2, 2, 4], [3], [], [4, 4, 1], [1, 1, 1, 1, 1]]
LENGTHS = [9, 4, 5, 8, 7]


def text(x):
    return '"' + " ".join(repr(float(v)) for v in x.reshape(-1)) + '"'


def main():
    torch.manual_seed(7)
    scores = 2 * torch.randn(STEPS, len(TARGETS), CLASSES, dtype=torch.float64)
    flat = [label for target in TARGETS for label in target]
    sizes = [len(target) for target in TARGETS]
    words = lambda x: '"' + " ".join(map(str, x)) + '"'
    parts = ["# Written by tools/ctc_peers.py."]
    for average in ("sum", "mean"):
        x = scores.clone().requires_grad_()
        target, lengths, sizes_ = (torch.tensor(v) for v in (flat, LENGTHS, sizes))
        value = F.ctc_loss(F.log_softmax(x, 2), target, lengths, sizes_, reduction=average, zero_infinity=True)
        value.backward()
        parts.append(
            f'[[case]]\nlibrary = "torch {torch.__version__}"\naverage = "{average}"\nsteps = "{STEPS}"\nclasses = "{CLASSES}"\n'
            f"target = {words(flat)}\nsizes = {words(sizes)}\nlengths = {words(LENGTHS)}\nscores = {text(scores)}\n"
            f'value = "{value.item()!r}"\ngradient = {text(x.grad)}\n'
        )
    OUT.write_text("\n".join(parts))


if __name__ == "__main__":
    main()
