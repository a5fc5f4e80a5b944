"""Finding the other noisy picture of the same digit, by embeddings that are learned with InfoNCE.

Each picture of a digit is seen twice, each time with noise and a light of its own. A linear map takes the 64 pixels of a
view to 32 coordinates, and InfoNCE asks of it that among all second views of a batch the one of the same picture is nearest, by the
cosine. Nobody says which digit is which. The loss gives its derivatives in the embeddings of both views (`wrt`), and
the chain rule makes them those in the map. Of pictures that were not trained on you look for the second view of each
among all of them: by the pixels, by the map that training begins with, and by the one that it ends with.

    python examples/python/info_nce.py
"""

from __future__ import annotations

import lossfn
import numpy as np
from sklearn.datasets import load_digits

NOISE, LIGHT, COORDINATES, BATCH, ROUNDS, TEMPERATURE = 3.0, 6.0, 32, 256, 200, 0.1


def data() -> tuple[np.ndarray, np.ndarray]:
    """Pictures to train on and others, centred."""
    pixels = load_digits().data
    train, test = pixels[::2], pixels[1::2]
    return train - train.mean(axis=0), test - train.mean(axis=0)


def views(x: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Two views of each picture: with noise, and in a light that is brighter towards one side."""
    row, column = np.indices((8, 8)).reshape(2, -1) / 3.5 - 1
    light = rng.normal(size=(2, len(x), 3)) @ np.stack([np.ones(64), row, column])
    first, second = x + NOISE * rng.normal(size=(2, *x.shape)) + LIGHT * light
    return first, second


def slope(weights: np.ndarray, first: np.ndarray, second: np.ndarray) -> tuple[float, np.ndarray]:
    """The loss of two views under a map, and its gradient in the map."""
    query, key = first @ weights, second @ weights
    value, by_query = lossfn.info_nce.value_and_grad(query, key, temperature=TEMPERATURE)
    by_key = lossfn.info_nce.grad(query, key, temperature=TEMPERATURE, wrt="key")
    return value, first.T @ by_query + second.T @ by_key


def learn(x: np.ndarray, rng: np.random.Generator, rate: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """The map that training begins with, and the one that it ends with."""
    begin = rng.normal(size=(x.shape[1], COORDINATES)) / np.sqrt(x.shape[1])
    weights, speed = begin.copy(), np.zeros_like(begin)
    for _ in range(ROUNDS):
        picked = x[rng.choice(len(x), BATCH, replace=False)]
        _, gradient = slope(weights, *views(picked, rng))
        speed = 0.9 * speed - rate * gradient
        weights += speed
    return begin, weights


def found(query: np.ndarray, key: np.ndarray) -> float:
    """How often the nearest key is that of the same picture."""
    nearest, _ = lossfn.cosine_distance.nearest(query, key)
    return float((nearest == np.arange(len(query))).mean())


def run() -> dict[str, tuple[int, float, float]]:
    """Of each kind of embedding: its coordinates, the loss, and how often the other view is found."""
    rng = np.random.default_rng(0)
    train, test = data()
    begin, end = learn(train, rng)
    first, second = views(test, rng)
    maps = {"pixels": np.eye(test.shape[1]), "a random map": begin, "the learned map": end}
    results = {}
    for name, weights in maps.items():
        query, key = first @ weights, second @ weights
        value = lossfn.info_nce(query, key, temperature=TEMPERATURE)
        results[name] = weights.shape[1], value, found(query, key)
    return results


def main() -> None:
    """Prints how often the other view is found, among so many."""
    print(f"{'embedding':<18}{'coordinates':>12}{'InfoNCE':>10}{'found':>8}")
    for name, (coordinates, value, share) in run().items():
        print(f"{name:<18}{coordinates:>12}{value:>10.3f}{share:>8.1%}")


if __name__ == "__main__":
    main()
