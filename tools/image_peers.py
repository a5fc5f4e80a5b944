#!/usr/bin/env python3
"""What other libraries say of images, for crates/lossfn/tests/image.rs.

    tools/image_peers.py > testdata/image_peers.toml

It takes torch, kornia, piq and scikit-image. Images are made by a formula that the test knows: `pixel` of a seed, a channel and a place.
Everything in f64. `gradient` is the derivative at the first pixels, where the library has one.
"""

import importlib.metadata

import kornia
import numpy as np
import piq
import skimage.metrics
import torch

HEIGHT, WIDTH, CHANNELS = 23, 31, 3


def image(seed):
    """Three channels of numbers from 0 to 1."""
    i = np.arange(CHANNELS * HEIGHT * WIDTH)
    wave = np.arange(HEIGHT)[:, None] * 5 + np.arange(WIDTH) * 3
    return ((i * i * seed + 3 * i) % 251).reshape(CHANNELS, HEIGHT, WIDTH) / 500 + (wave % 97) / 200


X, Y = image(7), image(11)


def asked(library, expression, call, leaf=True, near=1e-9):
    """`near` is what a library adds to denominators, or how it rounds."""
    x = torch.tensor(X[None], dtype=torch.float64, requires_grad=leaf)
    y = torch.tensor(Y[None], dtype=torch.float64)
    value = call(x, y)
    print("[[case]]")
    print(f'library = "{library} {importlib.metadata.version(library)}"')
    print(f'expression = "{expression}"')
    print(f"near = {near!r}")
    print(f"value = {float(value.detach() if leaf else value)!r}")
    if leaf:
        (gradient,) = torch.autograd.grad(value, x)
        print(f'gradient = "{" ".join(repr(float(g)) for g in gradient.flatten()[:40])}"')
    print()


def similarity(**options):
    """scikit-image has the similarity, and no gradient."""
    value = skimage.metrics.structural_similarity(X, Y, channel_axis=0, **options)
    return lambda x, y: 1 - value


def main():
    print("# tools/image_peers.py: what other libraries say of two images.\n")
    tv = "image_total_variation"
    asked("kornia", f"{tv}(dialect=kornia)", lambda x, _: kornia.losses.total_variation(x, reduction="sum").sum())
    for norm in ("l1", "l2", "l2_squared"):
        call = lambda x, _, norm=norm: piq.total_variation(x, reduction="mean", norm_type=norm)
        asked("piq", f"{tv}(dialect=piq, norm_type={norm})", call)
    asked("kornia", "ssim(dialect=kornia)", lambda x, y: kornia.losses.ssim_loss(x, y, 11))
    asked("kornia", "ssim(dialect=kornia, window_size=7, max_val=2)", lambda x, y: kornia.losses.ssim_loss(x, y, 7, 2.0))
    # With its default, images of more than 384 pixels are made smaller first.
    asked("piq", "ssim", lambda x, y: piq.SSIMLoss(downsample=False)(x, y))
    call = lambda x, y: piq.SSIMLoss(kernel_size=7, kernel_sigma=2.0, k1=0.02, k2=0.05, downsample=False)(x, y)
    asked("piq", "ssim(window=7, sigma=2, k1=0.02, k2=0.05)", call)
    asked("scikit-image", "ssim(dialect=skimage)", similarity(data_range=1.0), leaf=False)
    asked("scikit-image", "ssim(dialect=skimage, win_size=11, data_range=2)", similarity(data_range=2.0, win_size=11), leaf=False)
    options = {"gaussian_weights": True, "use_sample_covariance": False, "sigma": 1.5, "data_range": 1.0}
    asked("scikit-image", "ssim(window=11, sigma=1.5)", similarity(**options), leaf=False)
    psnr = skimage.metrics.peak_signal_noise_ratio(X, Y, data_range=1.0)
    asked("scikit-image", "psnr", lambda x, y: psnr, leaf=False)
    asked("piq", "psnr", lambda x, y: piq.psnr(x, y), leaf=False, near=1e-6)


if __name__ == "__main__":
    main()
