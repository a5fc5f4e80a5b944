#!/usr/bin/env python3
"""Exact metrics of ranked lists, for crates/lossfn/tests/ranked.rs.

    tools/ranked_vectors.py > testdata/ranked.toml
    tools/ranked_vectors.py --check     # compares with the committed file

Each metric by its definition, of one order at a time, as the mean over all orders in which equal scores may stand. Needs
mpmath.
"""

import itertools
import pathlib
import random
import sys

from mpmath import log, mp, mpf

TARGET = pathlib.Path(__file__).parent.parent / "testdata/ranked.toml"
mp.dps = 50


def orders(scores):
    """All orders of the items in which no lower score stands before a higher one."""
    blocks = [[i for i, x in enumerate(scores) if x == score] for score in sorted(set(scores), reverse=True)]
    for choice in itertools.product(*map(itertools.permutations, blocks)):
        yield [i for block in choice for i in block]


def dcg(relevance, k, gain):
    worth = (lambda y: mpf(2) ** y - 1) if gain == "exp2" else mpf
    return mp.fsum(worth(y) / log(p + 2, 2) for p, y in enumerate(relevance) if p < k)


def ndcg(relevance, k, gain):
    best = dcg(sorted(relevance, reverse=True), k, gain)
    return dcg(relevance, k, gain) / best if best else None


def reciprocal_rank(relevance, k):
    if not any(relevance):
        return None
    first = next(p for p, y in enumerate(relevance) if y)
    return 1 / mpf(first + 1) if first < k else mpf(0)


def err(relevance, k, highest):
    going, sum = mpf(1), mpf(0)
    for p, y in enumerate(relevance[:k]):
        ends = (mpf(2) ** y - 1) / mpf(2) ** highest
        sum += going * ends / (p + 1)
        going *= 1 - ends
    return sum


def average_precision(scores, relevance):
    """Items of equal scores are retrieved together, so no order is asked."""
    if not any(relevance):
        return None
    kept = lambda score: [y for x, y in zip(scores, relevance) if x >= score]
    precision = lambda above: mpf(sum(y > 0 for y in above)) / len(above)
    each = [precision(kept(x)) for x, y in zip(scores, relevance) if y]
    return mp.fsum(each) / len(each)


def main():
    rng = random.Random(123)
    lines = ["# Made by tools/ranked_vectors.py: see there."]
    text = lambda numbers: " ".join(repr(float(x)) for x in numbers)
    for case in range(120):
        n = rng.randint(1, 6)
        scores = [float(rng.randrange(3)) if case % 2 else rng.gauss(0, 1) for _ in range(n)]
        relevance = [float(rng.choice([0, 0, 1, 2, 4, 2.5])) for _ in range(n)]
        k, gain, highest = rng.choice([None, 1, 2, 4]), rng.choice(["exp2", "linear"]), rng.choice([4, 5.5])
        places = k or n
        mean = lambda f: None if (found := [f([relevance[i] for i in o]) for o in orders(scores)])[0] is None \
            else mp.fsum(found) / len(found)
        cut = f"k={k}, " if k else ""
        made = {
            f"ndcg({cut}gain={gain})": mean(lambda y: ndcg(y, places, gain)),
            f"dcg({cut}gain={gain})": mean(lambda y: dcg(y, places, gain)),
            f"reciprocal_rank({cut[:-2]})" if k else "reciprocal_rank": mean(lambda y: reciprocal_rank(y, places)),
            f"err({cut}max_relevance={highest})": mean(lambda y: err(y, places, highest)),
            "average_precision": average_precision(scores, relevance),
        }
        lines += ["", "[[list]]", f'scores = "{text(scores)}"', f'relevance = "{text(relevance)}"']
        lines += [f'"{name}" = "{"none" if x is None else repr(float(x))}"' for name, x in made.items()]
    made = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text() == made else f"{TARGET} differs")
    sys.stdout.write(made)


if __name__ == "__main__":
    main()
