#!/usr/bin/env python3
"""Exact losses of images with gradients, for crates/lossfn/tests/image.rs (packages: tools/requirements-oracle.txt).

    tools/image_vectors.py > testdata/image.toml
    tools/image_vectors.py --check     # compares with the committed file

Everything from the textbook definition, window by window: moments about 0, with so many digits that what cancels does not
matter. `condition` and `conditions` are those of the value and of each number of the gradient: the sum of |pixel times
derivative in it| by the number itself, the second derivatives by differences in these digits.
"""

import pathlib
import random
import struct
import sys

from mpmath import mp, mpf

TARGET = pathlib.Path(__file__).parent.parent / "testdata/image.toml"
mp.dps = 90
STEP = mpf(10) ** -45


def f32(x):
    """The nearest f32."""
    return struct.unpack("f", struct.pack("f", x))[0]


def mirrored(i, n):
    return -i if i < 0 else 2 * (n - 1) - i if i >= n else i


def window_weights(size, sigma):
    if sigma is None:
        return [mpf(1) / size] * size
    all_of_them = [mp.exp(-((mpf(i) - size // 2) ** 2) / (2 * mpf(sigma) ** 2)) for i in range(size)]
    return [w / sum(all_of_them) for w in all_of_them]


class Ssim:
    """1 - SSIM of images of one channel, the mean over windows."""

    def __init__(self, size, window, sigma, border, data_range=1.0, k=(0.01, 0.03)):
        self.size, self.border, self.window = size, border, window
        w = window_weights(window, sigma)
        self.weights = [a * b for a in w for b in w]
        n = mpf(window * window)
        self.sample = n / (n - 1) if sigma is None else mpf(1)
        self.c1, self.c2 = [(mpf(x) * mpf(data_range)) ** 2 for x in k]
        height, width = size
        shift = window // 2 if border == "reflect" else 0
        extent = (height, width) if shift else (height - window + 1, width - window + 1)
        self.windows = [
            [
                mirrored(y + i - shift, height) * width + mirrored(x + j - shift, width)
                for i in range(window)
                for j in range(window)
            ]
            for y in range(extent[0])
            for x in range(extent[1])
        ]

    def similarities(self, x, y):
        return [self.one(places, x, y)[0] for places in self.windows]

    def one(self, places, x, y):
        """The similarity of a window, and its derivatives in the mean, the mean square and the mean product."""
        m, n, p, q, r = mpf(0), mpf(0), mpf(0), mpf(0), mpf(0)
        for w, i in zip(self.weights, places):
            m += w * x[i]
            n += w * y[i]
            p += w * x[i] * x[i]
            q += w * y[i] * y[i]
            r += w * x[i] * y[i]
        k = self.sample
        top = [2 * m * n + self.c1, 2 * k * (r - m * n) + self.c2]
        low = [m * m + n * n + self.c1, k * (p - m * m + q - n * n) + self.c2]
        value = top[0] * top[1] / (low[0] * low[1])
        # d ln value, in m, p and r
        rest = top[1] / (low[0] * low[1]), top[0] / (low[0] * low[1])
        dm = 2 * n * rest[0] - 2 * k * n * rest[1] - value * (2 * m / low[0] - 2 * k * m / low[1])
        return value, dm, -value * k / low[1], 2 * k * rest[1]

    def value(self, x, y):
        total = sum(1 - s for s in self.similarities(x, y))
        return total / len(self.windows)

    def gradient(self, x, y):
        g = [mpf(0)] * len(x)
        for places in self.windows:
            _, dm, dp, dr = self.one(places, x, y)
            for w, i in zip(self.weights, places):
                g[i] -= w * (dm + 2 * x[i] * dp + y[i] * dr)
        return [x / len(self.windows) for x in g]


class TotalVariation:
    """The sum over pixels of one channel."""

    def __init__(self, size, beta, edge, norm):
        self.size, self.beta, self.edge, self.norm = size, mpf(beta), edge, norm

    def pixels(self):
        height, width = self.size
        for y in range(height):
            for x in range(width):
                i, right, below = y * width + x, x + 1 < width, y + 1 < height
                if self.edge == "zero" or (right and below):
                    yield i, i + 1 if right else i, i + width if below else i

    def value(self, x, _):
        total = mpf(0)
        for i, right, below in self.pixels():
            dx, dy = x[right] - x[i], x[below] - x[i]
            if self.norm == "isotropic":
                total += mp.sqrt(dx * dx + dy * dy) ** self.beta
            else:
                total += abs(dx) ** self.beta + abs(dy) ** self.beta
        return total

    def gradient(self, x, _):
        g = [mpf(0)] * len(x)
        for i, right, below in self.pixels():
            dx, dy = x[right] - x[i], x[below] - x[i]
            if self.norm == "isotropic":
                r = mp.sqrt(dx * dx + dy * dy)
                slopes = [self.beta * r ** (self.beta - 2) * d if r else mpf(0) for d in (dx, dy)]
            else:
                slopes = [self.beta * abs(d) ** (self.beta - 1) * mp.sign(d) if d else mpf(0) for d in (dx, dy)]
            for to, slope in zip((right, below), slopes):
                g[to] += slope
                g[i] -= slope
        return g


class Style:
    """The squared difference of Gram matrices; maps stand channel by channel."""

    def __init__(self, channels, pixels, normalisation):
        self.c, self.m = channels, pixels
        self.by = mpf(1) / (channels * pixels) if normalisation == "elements" else mpf(1)
        squares = {"gatys": 4 * (channels * pixels) ** 2, "elements": channels**2, "none": 1}
        self.factor = mpf(1) / squares[normalisation]

    def gram(self, x):
        rows = [x[i * self.m : (i + 1) * self.m] for i in range(self.c)]
        return [[self.by * sum(a * b for a, b in zip(p, q)) for q in rows] for p in rows]

    def gaps(self, x, y):
        return [[a - b for a, b in zip(p, q)] for p, q in zip(self.gram(x), self.gram(y))]

    def value(self, x, y):
        return self.factor * sum(d * d for row in self.gaps(x, y) for d in row)

    def gradient(self, x, y):
        gaps = self.gaps(x, y)
        return [
            4 * self.factor * self.by * sum(gaps[i][j] * x[j * self.m + p] for j in range(self.c))
            for i in range(self.c)
            for p in range(self.m)
        ]


class Content:
    """Half the squared distance, or the mean of the squares."""

    def __init__(self, factor):
        self.factor = factor

    def value(self, x, y):
        return self.factor * sum((a - b) ** 2 for a, b in zip(x, y))

    def gradient(self, x, y):
        return [2 * self.factor * (a - b) for a, b in zip(x, y)]


class Psnr:
    """In decibel; of its gradient nothing is asked."""

    def value(self, x, y):
        return 10 * mp.log10(len(x) / sum((a - b) ** 2 for a, b in zip(x, y)))

    def gradient(self, x, y):
        total = sum((a - b) ** 2 for a, b in zip(x, y))
        return [-20 / mp.log(10) * (a - b) / total for a, b in zip(x, y)]


def conditions(loss, x, y):
    """Of the value and of the gradient in the first image."""
    value, gradient = loss.value(x, y), loss.gradient(x, y)
    images = [x] if y is None else [x, y]
    slopes = [gradient] if y is None else [gradient, loss.gradient(y, x)]
    total = sum(abs(a * b) for image, slope in zip(images, slopes) for a, b in zip(image, slope))
    sums = [mpf(0)] * len(x)
    for k, image in enumerate(images):
        for i, pixel in enumerate(image):
            if pixel == 0:
                continue
            step = STEP * abs(pixel)
            moved = image[:i] + [pixel + step] + image[i + 1 :]
            other = loss.gradient(moved, y) if k == 0 else loss.gradient(x, moved)
            for j, (a, b) in enumerate(zip(other, gradient)):
                sums[j] += abs(pixel * (a - b) / step)
    by = lambda a, b: a / abs(b) if b else mpf(0)
    return value, gradient, by(total, value), [by(a, b) for a, b in zip(sums, gradient)]


def text(x):
    return mp.nstr(x, 25, min_fixed=0, max_fixed=0)


def show(name, keys, loss, x, y, wide):
    x = [mpf(a if wide else f32(a)) for a in x]
    y = y and [mpf(a if wide else f32(a)) for a in y]
    value, gradient, condition, each = conditions(loss, x, y)
    print("[[case]]")
    print(f'name = "{name}"')
    for key, entry in keys.items():
        print(f'{key} = "{entry}"')
    print(f'wide = "{str(wide).lower()}"')
    for key, image in (("x", x), ("y", y or [])):
        print(f'{key} = "{" ".join(repr(float(a)) for a in image)}"')
    print(f'value = "{text(value)}"')
    print(f'condition = "{mp.nstr(condition, 4)}"')
    print(f'gradient = "{" ".join(map(text, gradient))}"')
    print(f'conditions = "{" ".join(mp.nstr(c, 4) for c in each)}"')
    if isinstance(loss, Ssim):
        print(f'map = "{" ".join(map(text, loss.similarities(x, y)))}"')
    print()


def ssim_cases(rng):
    def noise(n, low=0.0, high=1.0):
        return [rng.uniform(low, high) for _ in range(n)]

    def smooth(size):
        height, width = size
        return [0.2 + 0.6 * (y * width + x * x) / (height * width + width * width) for y in range(height) for x in range(width)]

    plain = {"window": 5, "sigma": 1.5, "border": "valid", "data_range": 1.0}
    for wide in (False, True):
        n = 7 * 8
        x, s = noise(n), smooth((7, 8))
        yield "noise", (7, 8), plain, x, noise(n), wide
        yield "nearly equal", (7, 8), plain, x, [a + rng.uniform(-1e-6, 1e-6) for a in x], wide
        yield "nearly equal and smooth", (7, 8), plain, s, [a * (1 + rng.uniform(-1e-6, 1e-6)) for a in s], wide
        yield "brighter", (7, 8), plain, [round(a * 256) / 256 for a in x], [round(a * 256) / 256 + 0.125 for a in x], wide
        yield "less contrast", (7, 8), plain, x, [0.5 + 0.1 * (a - 0.5) for a in x], wide
        yield "negative", (7, 8), plain, x, [1 - a for a in x], wide
        yield "dark", (7, 8), plain, noise(n, 0, 1e-10), noise(n, 0, 1e-10), wide
        yield "bytes", (7, 8), plain | {"data_range": 255.0}, [round(a * 255) for a in x], [round(a * 255) for a in noise(n)], wide
        yield "flat and far beyond the range", (7, 8), plain, noise(n, 254, 254.01), noise(n, 254, 254.01), wide
        yield "reflect", (6, 7), plain | {"border": "reflect"}, noise(42), noise(42), wide
        yield "reflect, small", (5, 5), plain | {"border": "reflect", "sigma": 0.7}, noise(25), noise(25), wide
        yield "uniform", (7, 8), plain | {"sigma": "none", "window": 7}, x, noise(n), wide
        yield "uniform, reflect", (4, 6), plain | {"sigma": "none", "window": 3, "border": "reflect"}, noise(24), noise(24), wide
        yield "usual", (12, 11), plain | {"window": 11}, noise(132), noise(132), wide


def variation_cases(rng):
    def noise(n, size=1.0):
        return [size * rng.uniform(0.0, 1.0) for _ in range(n)]

    for wide in (False, True):
        size = (4, 5)
        x = noise(20)
        steps = [float((i * 7 + i // 5) % 3) for i in range(20)]
        tiny, huge = (1e-300, 1e300) if wide else (1e-38, 1e38)
        for norm in ("isotropic", "anisotropic"):
            for edge in ("interior", "zero"):
                for beta in (1.0, 2.0, 1.5, 0.5, 3.0):
                    yield "noise", size, beta, edge, norm, x, wide
                yield "steps", size, 1.0, edge, norm, steps, wide
                yield "huge", size, 1.0, edge, norm, [huge * a for a in x], wide
                yield "tiny", size, 1.0, edge, norm, [tiny * a for a in x], wide
                yield "nearly flat", size, 1.0, edge, norm, [1 + 1e-6 * a for a in x], wide


def feature_cases(rng):
    def noise(n, low=-1.0, high=1.0):
        return [rng.uniform(low, high) for _ in range(n)]

    for wide in (False, True):
        for channels, height, width in ((1, 1, 1), (3, 2, 4), (5, 3, 3), (18, 2, 2)):
            n = channels * height * width
            keys = {"channels": channels, "height": height, "width": width}
            x = noise(n)
            for norm in ("gatys", "elements", "none"):
                style = Style(channels, height * width, norm)
                yield "noise", {"loss": "gram_style"} | keys | {"normalisation": norm}, style, x, noise(n), wide
            style = Style(channels, height * width, "gatys")
            keys |= {"normalisation": "gatys"}
            near = [a * (1 + 1e-5 * b) for a, b in zip(x, noise(n))]
            yield "nearly equal", {"loss": "gram_style"} | keys, style, x, near, wide
            for scale in ("half", "mean"):
                content = Content(mpf(1) / 2 if scale == "half" else mpf(1) / n)
                yield "nearly equal", {"loss": "content"} | keys | {"scale": scale}, content, x, near, wide
            yield "noise", {"loss": "psnr"} | keys, Psnr(), x, noise(n), wide
            yield "about 0", {"loss": "psnr"} | keys, Psnr(), [a + 1 for a in near], x, wide


def main():
    print("# tools/image_vectors.py: images, losses of them and gradients in the first one, to 25 digits.\n")
    rng = random.Random(5)
    for name, size, keys, x, y, wide in ssim_cases(rng):
        sigma = None if keys["sigma"] == "none" else keys["sigma"]
        loss = Ssim(size, keys["window"], sigma, keys["border"], keys["data_range"])
        keys = {"loss": "ssim", "height": size[0], "width": size[1]} | keys
        show(name, keys, loss, x, y, wide)
    for name, size, beta, edge, norm, x, wide in variation_cases(rng):
        keys = {"loss": "image_total_variation", "height": size[0], "width": size[1], "beta": beta, "edge": edge, "norm": norm}
        show(name, keys, TotalVariation(size, beta, edge, norm), x, None, wide)
    for name, keys, loss, x, y, wide in feature_cases(rng):
        show(name, keys, loss, x, y, wide)


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        import contextlib
        import io

        with contextlib.redirect_stdout(io.StringIO()) as out:
            main()
        sys.exit(out.getvalue() != TARGET.read_text())
    main()
