"""A tiny language model that learns from preferences, by DPO.

Answers are words over four letters. The policy is a table of logits: which letter follows which. Of two answers the one
with fewer letters that repeat the one before is preferred, and one pair in ten was exchanged by mistake. The
policy begins as its reference, to which every letter is as likely; training makes the chosen answers likelier than the
rejected ones, by the sums of the log-probabilities of their letters. The margin is how much likelier, beyond the
reference, on pairs that were not trained on.

With NumPy, the derivatives in both answers (`wrt`) go back through the softmax by hand; with torch, `lossfn.torch.dpo`
is a function like any other, and autograd does the same. The last column is the margin with torch, where it is there.

    python examples/python/dpo.py
"""

from __future__ import annotations

import lossfn
import numpy as np

LETTERS, LONGEST, PAIRS, BETA, RATE, ROUNDS, SHOWN = 4, 8, 400, 0.5, 4.0, 60, 10
Answers = tuple[np.ndarray, np.ndarray]


def data(rng: np.random.Generator) -> tuple[Answers, Answers]:
    """Chosen and rejected answers: letters (n, LONGEST), and which of them count."""
    letters = rng.integers(LETTERS, size=(2, PAIRS, LONGEST))
    mask = np.arange(LONGEST) < rng.integers(3, LONGEST + 1, size=(2, PAIRS, 1))
    repeats = ((letters[..., 1:] == letters[..., :-1]) & mask[..., 1:]).mean(axis=-1)
    first = repeats[0] <= repeats[1]
    order = np.where(first, [[0], [1]], [[1], [0]])
    pairs = np.arange(PAIRS)
    return tuple((letters[k, pairs], mask[k, pairs]) for k in order)


def split(answers: Answers, rows: slice) -> Answers:
    """Some rows of answers."""
    return answers[0][rows], answers[1][rows]


def log_probs(logits: np.ndarray, answers: Answers) -> np.ndarray:
    """For each answer the sum of the log-probabilities of its letters after the first."""
    letters, mask = answers
    each = lossfn.cross_entropy(
        logits[letters[:, :-1]], letters[:, 1:], reduction="values", axis=-1
    )
    return lossfn.token_sums(-each, mask[:, 1:])


def pull(logits: np.ndarray, answers: Answers, outer: np.ndarray) -> np.ndarray:
    """The derivative in the logits, by that in the log-probability of each answer."""
    letters, mask = answers
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    share = weights / weights.sum(axis=1, keepdims=True)
    follows = np.zeros_like(logits)
    np.add.at(follows, (letters[:, :-1], letters[:, 1:]), outer[:, None] * mask[:, 1:])
    return follows - follows.sum(axis=1, keepdims=True) * share


def slope(logits: np.ndarray, start: np.ndarray, pairs: tuple[Answers, Answers]) -> tuple[float, np.ndarray]:
    """The loss, and its gradient in the logits."""
    inputs = [log_probs(policy, answers) for policy in (logits, start) for answers in pairs]
    value, by_chosen = lossfn.dpo.value_and_grad(*inputs, beta=BETA)
    by_rejected = lossfn.dpo.grad(*inputs, beta=BETA, wrt="rejected")
    return value, pull(logits, pairs[0], by_chosen) + pull(logits, pairs[1], by_rejected)


def margin(logits: np.ndarray, start: np.ndarray, pairs: tuple[Answers, Answers]) -> np.ndarray:
    """How much likelier each chosen answer has become than the rejected one."""
    gain = [log_probs(logits, answers) - log_probs(start, answers) for answers in pairs]
    return gain[0] - gain[1]


def halves() -> tuple[tuple[Answers, Answers], tuple[Answers, Answers]]:
    """Pairs to train on, some of them exchanged, and others."""
    rng = np.random.default_rng(0)
    chosen, rejected = data(rng)
    train, test = (tuple(split(x, rows) for x in (chosen, rejected)) for rows in (slice(0, None, 2), slice(1, None, 2)))
    wrong = rng.random(PAIRS // 2) < 0.1
    for a, b in zip(*train, strict=True):
        a[wrong], b[wrong] = b[wrong], a[wrong]
    return train, test


def run() -> dict[int, tuple[float, float, float]]:
    """By round the loss, and on other pairs the mean margin and how often the chosen answer is likelier."""
    train, test = halves()
    start = np.zeros((LETTERS, LETTERS))
    logits, results = start.copy(), {}
    for k in range(ROUNDS + 1):
        value, gradient = slope(logits, start, train)
        gaps = margin(logits, start, test)
        results[k] = value, float(gaps.mean()), float((gaps > 0).mean())
        logits = logits - RATE * gradient
    return results


def run_torch() -> dict[int, float]:
    """The margin by round, with the gradients of autograd."""
    import lossfn.torch
    import torch

    train, test = halves()
    start = np.zeros((LETTERS, LETTERS))
    reference = [torch.from_numpy(log_probs(start, answers)) for answers in train]
    logits, results = torch.zeros(LETTERS, LETTERS, dtype=torch.float64, requires_grad=True), {}
    for k in range(ROUNDS + 1):
        results[k] = float(margin(logits.detach().numpy(), start, test).mean())
        sums = []
        for letters, mask in train:
            each = torch.log_softmax(logits, dim=-1)[letters[:, :-1], letters[:, 1:]]
            sums.append((each * torch.from_numpy(mask[:, 1:])).sum(dim=1))
        loss = lossfn.torch.dpo(*sums, *reference, beta=BETA)
        (gradient,) = torch.autograd.grad(loss, logits)
        logits = (logits.detach() - RATE * gradient).requires_grad_()
    return results


def main() -> None:
    """Prints how the margin grows."""
    try:
        by_torch = {k: f"{x:.3f}" for k, x in run_torch().items()}
    except ImportError:
        by_torch = {}
    print(f"{'round':>5}{'loss':>8}{'margin':>9}{'right':>8}{'torch':>9}")
    for k, (value, gap, right) in run().items():
        if k % SHOWN == 0:
            print(f"{k:>5}{value:>8.3f}{gap:>9.3f}{right:>8.1%}{by_torch.get(k, '-'):>9}")


if __name__ == "__main__":
    main()
