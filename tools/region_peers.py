"""What other libraries make of regions and boxes: values and gradients of the same numbers, for `tests/regions.rs` and
`tests/boxes.rs`.

Needs torch, torchvision, monai, segmentation-models-pytorch, kornia and keras (with the backend torch); writes
testdata/region_peers.toml, or only some of it with names of libraries.
"""

import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "torch"
OUT = pathlib.Path(__file__).parents[1] / "testdata/region_peers.toml"
IMAGES, CLASSES, PIXELS = 2, 3, 12


def numbers(x):
    return "[" + ", ".join(repr(float(v)) for v in x.reshape(-1)) + "]"


def main():
    import torch

    torch.manual_seed(5)
    torch.set_default_dtype(torch.float64)
    # Probabilities of classes, of which the last is not in the second image, and labels.
    scores = torch.randn(IMAGES, CLASSES, 3, 4)
    probabilities = torch.softmax(scores, 1)
    shares = torch.sigmoid(scores)
    labels = torch.randint(0, CLASSES, (IMAGES, 3, 4))
    labels[1][labels[1] == 2] = 0
    target = torch.nn.functional.one_hot(labels, CLASSES).permute(0, 3, 1, 2).to(torch.float64)
    one, two = torch.rand(10, 4), torch.rand(10, 4)
    boxes = [torch.cat([x[:, :2], x[:, :2] + 0.1 + x[:, 2:]], 1) for x in (one, two)]
    parts = [
        "# Written by tools/region_peers.py.\n",
        f"images = {IMAGES}\nclasses = {CLASSES}\npixels = {PIXELS}",
        f"# Of each class of each image.\nprobabilities = {numbers(probabilities)}\ntarget = {numbers(target)}",
        f"# Of classes that do not exclude each other.\nshares = {numbers(shares)}",
        f"# Scores of a region of each image, and the region.\nscores = {numbers(scores[:, 0])}\nregion = {numbers(target[:, 0])}",
        f"boxes = {numbers(boxes[0])}\ntruth = {numbers(boxes[1])}\n",
    ]

    arrays = {"probabilities": probabilities, "shares": shares, "scores": scores[:, 0], "boxes": boxes[0]}

    def case(library, name, expression, grouping, f, pred, version):
        """A loss of a library as an expression here, over the same regions, and what they are: `regions` of the classes of
        each image, `classes` of all images, `images` or `all`."""
        x = arrays[pred].detach().clone().requires_grad_()
        value = f(x)
        value.backward()
        parts.append(
            f'[[case]]\nlibrary = "{library} {version}"\nname = "{name}"\nexpression = "{expression}"\npred = "{pred}"\ngroups = "{grouping}"\n'
            f"value = {value.item()!r}\ngradient = {numbers(x.grad)}\n"
        )

    def monai():
        import monai
        from monai.losses import DiceLoss, GeneralizedDiceLoss, TverskyLoss

        def add(expression, grouping, loss):
            case("monai", type(loss).__name__, expression, grouping, lambda x: loss(x, target), "probabilities", monai.__version__)

        add("soft_dice(dialect=monai)", "regions", DiceLoss())
        add("soft_dice(dialect=monai)", "classes", DiceLoss(batch=True))
        add("soft_dice(dialect=monai, squared=true)", "regions", DiceLoss(squared_pred=True))
        add("soft_dice(dialect=monai, smooth_nr=0, smooth_dr=1)", "regions", DiceLoss(smooth_nr=0, smooth_dr=1))
        add("soft_jaccard(dialect=monai)", "regions", DiceLoss(jaccard=True))
        add("tversky(dialect=monai, alpha=0.3, beta=0.7)", "regions", TverskyLoss(alpha=0.3, beta=0.7))
        add("generalized", "images", GeneralizedDiceLoss(smooth_nr=0, smooth_dr=0))

    def smp():
        import segmentation_models_pytorch as smp
        from segmentation_models_pytorch.losses import DiceLoss, LovaszLoss

        # The extension is computed in f32.
        def add(expression, grouping, loss, pred="probabilities", y=target, kind=torch.float64):
            case("segmentation_models_pytorch", type(loss).__name__, expression, grouping, lambda x: loss(x.to(kind), y.to(kind)).double(), pred, smp.__version__)

        add("soft_dice(dialect=smp)", "classes", DiceLoss("multilabel", from_logits=False))
        add("soft_dice(dialect=smp, smooth=1)", "classes", DiceLoss("multilabel", from_logits=False, smooth=1))
        add("lovasz_hinge", "images", LovaszLoss("binary", per_image=True), "scores", target[:, 0], torch.float32)
        add("lovasz_hinge", "all", LovaszLoss("binary"), "scores", target[:, 0], torch.float32)

    def kornia():
        import kornia

        case("kornia", "lovasz_hinge_loss", "lovasz_hinge", "images",
             lambda x: kornia.losses.lovasz_hinge_loss(x[:, None], target[:, 0].long()), "scores", kornia.__version__)

    def keras():
        import keras

        keras.config.set_floatx("float64")

        def add(expression, loss):
            case("keras", type(loss).__name__, expression, "all", lambda x: loss(target, x), "shares", keras.__version__)

        add("soft_dice(dialect=keras)", keras.losses.Dice())
        add("tversky(dialect=keras, alpha=0.3, beta=0.7)", keras.losses.Tversky(alpha=0.3, beta=0.7))

    def torchvision():
        import torchvision
        from torchvision import ops

        for name in ("generalized", "distance", "complete"):
            loss = getattr(ops, f"{name}_box_iou_loss")
            case("torchvision", loss.__name__, name[0] + "iou", "boxes", lambda x: loss(x, boxes[1], "mean", 0.0), "boxes", torchvision.__version__)
        case("torchvision", "box_iou", "iou", "boxes", lambda x: (1 - torch.diagonal(ops.box_iou(x, boxes[1]))).mean(), "boxes", torchvision.__version__)

    every = [monai, smp, kornia, keras, torchvision]
    for part in every:
        if not sys.argv[1:] or part.__name__ in sys.argv[1:]:
            part()
    OUT.write_text("\n".join(parts))


if __name__ == "__main__":
    main()
