"""What learners run and torch refuses: by name, the code, and words that its explanation holds in both languages.

The words are numbers and code of the reader's own call, so that they are the same in English and in Chinese.
"""

import warnings

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torch.nn.utils.rnn import pack_padded_sequence

x = torch.linspace(-2, 2, 5)
leaf = torch.ones(3, requires_grad=True)
ones, cross_entropy = torch.ones, nn.CrossEntropyLoss()


def whole(*shape, value=0):
    """Whole numbers: indices, targets, pixels."""
    return torch.full(shape, value)


def as_error(run):
    """A call whose warning is the lesson."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run()


def made_in_inference_mode():
    with torch.inference_mode():
        return ones(3) * 2


def overwrite_what_sigmoid_kept():
    kept = torch.sigmoid(leaf)
    nn.ReLU(inplace=True)(kept)
    kept.sum().backward()


def backward_through_leaky_in_place():
    y = nn.LeakyReLU(-0.1, inplace=True)(leaf * 1)
    y.sum().backward()


def backward_twice():
    y = (leaf * leaf).sum()
    y.backward()
    y.backward()


def step(optimizer, module, inputs):
    module(inputs).sum().backward()
    optimizer(module.parameters()).step()


def load(into, saved):
    into.load_state_dict(saved)


def assign(module, **values):
    for name, value in values.items():
        setattr(module, name, value)


def attend(query, key, value, **masks):
    nn.MultiheadAttention(8, 2)(query, key, value, **masks)


class Early(nn.Module):
    """Assigns a layer before super().__init__()."""

    def __init__(self):
        self.fc = nn.Linear(2, 2)


class NeverInitialized(nn.Module):
    """Has no layers, and still needs super().__init__()."""

    def __init__(self):
        self.factor = 3

    def forward(self, value):
        return self.factor * value


class Misspelt(nn.Module):
    """Has no forward."""

    def foward(self, value):
        return value


class Forgetful(nn.Module):
    """Returns nothing."""

    def forward(self, value):
        value * 2


class Selfless(nn.Module):
    """Forgets self."""

    def forward(value):
        return value


class Identity(nn.Module):
    """Takes one value by the name of value."""

    def forward(self, value):
        return value


class Listed(nn.Module):
    """Calls a list of layers."""

    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2)]

    def forward(self, value):
        return self.layers(value)


class Renamed(nn.Module):
    """Calls a layer that it named otherwise."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 2)

    def forward(self, value):
        return self.fc2(value)


ACTIVATIONS = {
    "celu": (lambda: nn.CELU(0.0)(x), "`alpha=1.0`"),
    "softshrink": (lambda: nn.Softshrink(-1.5)(x), "-1.5"),
    "hardtanh": (lambda: nn.Hardtanh(2.0, -1.0), "2.0 >= -1.0"),
    "rrelu": (lambda: nn.RReLU(0.5, 0.1)(x), "0.5 > 0.1"),
    "gelu": (lambda: nn.GELU("fast")(x), "'fast'"),
    "gelu, true": (lambda: nn.GELU(approximate=True)(x), "`True`", "approximate='tanh'"),
    "softmax": (lambda: as_error(lambda: nn.Softmax()(x)), "(5,)"),
    "glu": (lambda: nn.GLU()(x), "`5`", "`6`"),
    "softmax2d": (lambda: nn.Softmax2d()(x), "(5,)"),
    "prelu": (lambda: nn.PReLU(3)(ones(2, 4)), "num_parameters=4", "(2, 4)"),
    "prelu on one dimension": (lambda: nn.PReLU(3)(x), "x[None]"),
    "no dimension": (lambda: nn.PReLU(2)(torch.tensor(1.0)), "x.reshape(1)"),
    "target of an adaptive softmax": (
        lambda: nn.AdaptiveLogSoftmaxWithLoss(4, 6, [3])(ones(2, 4), torch.tensor([0, 6])),
        "`0`",
        "`5`",
    ),
    "cutoffs": (lambda: nn.AdaptiveLogSoftmaxWithLoss(8, 20, [10, 25]), "n_classes=20", "[10, 25]"),
    "leaky in place": (backward_through_leaky_in_place, "`inplace=True`"),
}
KEYWORDS = {
    "layer": (lambda: nn.LeakyReLU(slope=0.1), "`slope`", "`negative_slope`", "signature(nn.LeakyReLU)"),
    "layer of a family": (lambda: nn.MaxPool1d(2, size=3), "`size`", "`kernel_size`", "signature(nn.MaxPool2d)"),
    "layer with a base class": (lambda: nn.BatchNorm1d(4, eps_=1), "`eps_`", "`eps`", "signature(nn.BatchNorm2d)"),
    "layer of sequences": (lambda: nn.LSTM(3, 4, droput=0.1), "`nn.LSTM`", "`droput`", "`dropout`"),
    "forward": (lambda: nn.Linear(1, 1)(x=ones(1, 1)), "`x`", "layer(x)"),
    "optimizer": (
        lambda: torch.optim.SGD(nn.Linear(1, 1).parameters(), momentun=0.9),
        "`torch.optim.SGD`",
        "`momentun`",
        "`momentum`",
    ),
    "function": (lambda: F.max_pool2d(ones(1, 4, 4), 2, strid=1), "`F.max_pool2d`", "`strid`", "`stride`"),
    "function of nn.init": (lambda: nn.init.xavier_uniform_(ones(2, 2), gian=2), "`nn.init.xavier_uniform_`", "`gain`"),
    "nothing like it": (lambda: F.interpolate(ones(1, 1, 4), factor=2), "`factor`", "`scale_factor`"),
    "built-in function": (lambda: F.conv2d(ones(1, 1, 4, 4), ones(1, 1, 2, 2), pading=1), "`pading`", "`padding`"),
    "built-in function's needs": (lambda: torch.softmax(x, dims=0), "`softmax`", "dim=…"),
}

GENERAL = {
    "parameters of an output": (lambda: nn.Linear(5, 2)(x).parameters(), "`parameters`", "y = model(x)"),
    "ambiguous": (lambda: nn.ReLU(x)(x), "nn.ReLU()(x)"),
    "zero": (lambda: nn.AdaptiveLogSoftmaxWithLoss(4, 6, [3], div_value=0), "`div_value=0`"),
    "zero groups": (lambda: nn.GroupNorm(0, 6), "`num_groups=0`"),
    "zero power": (lambda: nn.LPPool2d(0, 2)(ones(1, 1, 4, 4)), "`norm_type=0`"),
    "list": (lambda: nn.ReLU()([1.0]), "torch.tensor", "`list`"),
    "array": (lambda: nn.Conv2d(3, 4, 3)(ones(1, 3, 8, 8).numpy()), "numpy.ndarray", "`conv2d`"),
    "module for a number": (lambda: nn.LeakyReLU(nn.ReLU())(x), "nn.LeakyReLU(0.1)(x)"),
    "module for a tensor": (lambda: F.relu(nn.Linear(1, 1)), "nn.Linear(…)(x)"),
    "number for a switch": (lambda: nn.MaxPool2d(2, ceil_mode=1)(ones(1, 1, 4, 4)), "`ceil_mode`", "`bool`"),
    "fraction for a size": (lambda: nn.Linear(6 / 2, 3), "`in_features`", "`3.0`"),
    "fraction for channels": (lambda: nn.Conv2d(3, 4 / 2, 3), "`out_channels`", "`2.0`"),
    "fraction for a window": (lambda: nn.MaxPool2d(2.5)(ones(1, 1, 4, 4)), "`kernel_size`", "`2.5`"),
    "fraction for a stride": (lambda: nn.Conv2d(3, 4, 3, stride=1.5)(ones(1, 3, 8, 8)), "`stride`", "(1.5, 1.5)"),
    "fraction for a hidden size": (lambda: nn.LSTM(3, 4.0), "`hidden_size`", "`4.0`"),
    "fraction for an output size": (lambda: nn.AdaptiveAvgPool2d(1.5)(ones(1, 1, 4, 4)), "`output_size`", "`1.5`"),
    "input for a size": (lambda: nn.Linear(ones(2, 3), 2), "tensor(2, 3)", "nn.Linear(…)(x)"),
    "shape for a size": (lambda: nn.Linear((3, 4), 2), "(3, 4)", "`12`"),
    "nothing into a layer": (lambda: nn.Sequential(Forgetful(), nn.ReLU())(x), "`nn.ReLU`", "`None`", "return x"),
    "nothing into a convolution": (lambda: nn.Conv2d(1, 1, 1)(Forgetful()(x)), "`nn.Conv2d`", "`None`"),
    "nothing has no method": (lambda: nn.Flatten()(Forgetful()(x)), "`nn.Flatten`", "`None`"),
    "nothing is called": (lambda: Forgetful()(x)(x), "`None`", "return x"),
    "nothing is added": (lambda: Forgetful()(x) + 1, "`None`", "return x"),
    "two results": (lambda: nn.ReLU()(nn.LSTM(3, 4)(ones(5, 2, 3))), "`2`", "output, _ = layer(x)"),
    "two results into a norm": (lambda: nn.BatchNorm1d(4)((x, x)), "`2`", "output, _ = layer(x)"),
    "a list has no shape": (lambda: [x].shape, "`.shape`", "`list`"),
    "a list has no parameters": (lambda: [nn.ReLU()].parameters(), "nn.ModuleList(layers)"),
    "a list is called": (lambda: Listed()(x), "nn.ModuleList(layers)"),
    "an output is called": (lambda: nn.Linear(5, 2)(x)(x), "`Tensor`", "model(x)"),
    "a shape is called": (lambda: x.shape(), "`torch.Size`", "`x.shape`"),
    "brackets forgotten": (lambda: x.size[0], "`x.size()`"),
    "a layer is added": (lambda: x + nn.ReLU(), "nn.ReLU(…)(x)"),
    "a layer is indexed": (lambda: nn.ReLU()[0], "nn.ReLU(…)(x)"),
    "a layer has no shape": (lambda: nn.ReLU().shape, "nn.ReLU(…)(x)"),
    "a layer for its parameters": (lambda: torch.optim.SGD(nn.Linear(1, 1)), "`nn.Linear`", "model.parameters()"),
    "no such layer": (lambda: nn.Relu(), "`torch.nn`", "`Relu`", "`ReLU`"),
    "no such setting": (lambda: nn.Conv2d(1, 1, 1).kernel, "`kernel`", "`kernel_size`"),
    "no such attribute": (lambda: Renamed()(ones(1, 2)), "`fc2`", "`fc1`"),
    "input in the constructor": (lambda: nn.Sigmoid(x), "nn.Sigmoid()(x)"),
    "two inputs": (lambda: nn.Linear(3, 2)(ones(2, 3), ones(2, 3)), "`2`", "`1`"),
    "no self": (lambda: Selfless()(x), "`0`", "def forward(self, x):"),
    "missing": (lambda: nn.Threshold(), "`threshold`", "`value`"),
    "missing in a family": (lambda: nn.MaxPool2d(), "`MaxPool`", "`kernel_size`"),
    "missing in a chain": (lambda: nn.Sequential(nn.MultiheadAttention(8, 2))(ones(3, 8)), "`key`", "nn.Sequential"),
    "zero stride": (lambda: nn.Conv2d(3, 4, 3, stride=0)(ones(1, 3, 8, 8)), "`stride`", "(0, 0)", "`stride=1`"),
    "negative padding": (lambda: nn.Conv2d(3, 4, 3, padding=-1)(ones(1, 3, 8, 8)), "(-1, -1)", "`padding=0`"),
    "no groups": (lambda: nn.Conv2d(4, 4, 3, groups=-1), "`groups`", "`-1`", "`groups=1`"),
    "no groups to shuffle": (lambda: nn.ChannelShuffle(0)(ones(1, 4, 4, 4)), "`groups=1`"),
    "negative groups": (lambda: nn.GroupNorm(-1, 6)(ones(2, 6, 2)), "`num_groups`", "`-1`"),
    "pooling by nothing": (lambda: nn.MaxPool2d(0)(ones(1, 1, 4, 4)), "`kernel_size=1`"),
    "pooling in place": (lambda: nn.MaxPool1d(2, stride=0)(ones(1, 1, 4)), "`stride=1`"),
    "pooling with negative padding": (lambda: nn.MaxPool2d(2, padding=-1)(ones(1, 1, 8, 8)), "`padding`", "`-1`"),
    "no factor": (lambda: nn.PixelShuffle(0)(ones(1, 4, 4, 4)), "`upscale_factor=1`"),
    "no layers": (lambda: nn.LSTM(3, 4, num_layers=0), "`num_layers=1`"),
    "no features": (lambda: nn.Bilinear(0, 4, 2), "`in1_features=1`"),
    "negative features": (lambda: nn.Linear(-1, 3), "`in_features`", "`-1`"),
    "negative output": (lambda: nn.AdaptiveMaxPool2d(-1)(ones(1, 1, 4, 4)), "`output_size`", "`-1`"),
}
TENSORS = {
    "shape among sizes": (lambda: ones(1, (3, 28, 28)), "torch.ones(1, *shape)"),
    "shape for a number": (lambda: sum(p.shape for p in [leaf]), "`torch.Size`", "`x.numel()`"),
    "values and places": (lambda: x - x.max(0), "`max`", "x.max(…).values"),
    "channels_last without a batch": (
        lambda: ones(3, 4, 5).to(memory_format=torch.channels_last),
        "torch.channels_last",
        "`4`",
        "x[None]",
    ),
    "integers": (lambda: nn.GELU()(torch.arange(3)), "x.float()", "`long`"),
    "integers in a mean": (lambda: nn.AdaptiveAvgPool2d(1)(whole(1, 1, 4, 4)), "x.float()"),
    "integers in dropout": (lambda: nn.Dropout()(whole(2)), "x.float()"),
    "types in a product": (lambda: ones(2, 3).double() @ ones(3, 2), "`double`", "`float`"),
    "from inference mode": (lambda: made_in_inference_mode() * leaf, "x.clone()", "torch.no_grad()"),
    "types": (lambda: nn.Linear(3, 2)(ones(2, 3).double()), "`input: float64`", "x.to(torch.float32)"),
    "types in a convolution": (lambda: nn.Conv2d(3, 4, 3)(ones(1, 3, 8, 8).double()), "`input: float64`", "float32"),
    "types without a bias": (lambda: nn.Conv2d(1, 1, 1, bias=False)(ones(1, 1, 1, 1).double()), "`input: float64`"),
    "types in a norm": (lambda: nn.LayerNorm(3)(ones(2, 3).double()), "`input: float64`", "`weight: float32`"),
    "types in an LSTM": (lambda: nn.LSTM(3, 4)(ones(5, 2, 3).double()), "`input: float64`", "x.to(torch.float32)"),
    "layer of another type": (lambda: nn.Linear(3, 2).double()(ones(2, 3)), "x.to(torch.float64)"),
    "devices": (
        lambda: nn.Linear(2, 2)(ones(1, 2, device="meta")),
        "`input: meta`",
        "`weight: cpu`",
        "x.to(device.here)",
    ),
    "no numbers": (lambda: nn.Linear(2, 2, device="meta").to("cpu"), "`meta`", "model.to_empty(device='cpu')"),
    "no number": (lambda: ones(1, device="meta").item(), "`meta`"),
    "no such device": (lambda: ones(1).to("gpu"), "`gpu`", "`device.here`"),
    "dimension": (lambda: nn.Softmax(3)(x[None]), "(1, 5)", "`dim=3`"),
    "flattening one dimension": (lambda: nn.Flatten()(x), "(5,)", "`start_dim=1`", "`-1`", "`0`"),
    "flattening too far": (lambda: nn.Flatten(1, 5)(ones(2, 3)), "`end_dim=5`", "`-2`", "`1`"),
    "elementwise": (lambda: ones(2, 3, 8, 8) + ones(2, 4, 8, 8), "`3`", "`4`", "`1`"),
    "loss of two shapes": (lambda: nn.L1Loss()(ones(2, 3), ones(2, 4)), "`3`", "`4`", "`1`"),
    "skip connection": (lambda: torch.cat([ones(2, 3, 8, 8), ones(2, 3, 7, 8)], 1), "`8`", "`7`"),
    "joined with fewer dimensions": (lambda: torch.cat([ones(2, 3), ones(2)], 1), "`2`", "`1`"),
    "stacked": (lambda: torch.stack([ones(2), ones(3)]), "(2)", "(3)"),
    "batches of matrices": (lambda: ones(2, 3, 4) @ ones(2, 3, 4), "(2, 4)", "(2, 3)"),
    "view": (lambda: ones(2, 6).view(5, 3), "`12`", "(5, 3)", "`15`"),
    "decimals as an index": (lambda: ones(2, 6)[ones(2)], "x[i.bool()]", "x[i.long()]"),
    "written to places": (lambda: ones(2, 6).index_put_((whole(2),), ones(2, 5)), "(2, 5)", "(2, 6)", "x[i].shape"),
    "view after transpose": (lambda: ones(2, 6).t().view(12), ".reshape(…)"),
    "item": (lambda: ones(2).item(), "`2`"),
    "leaf in place": (lambda: nn.ReLU(inplace=True)(leaf), "`inplace=True`"),
    "saved tensor": (overwrite_what_sigmoid_kept, "`inplace=True`"),
    "not one number": (lambda: leaf.mul(2).backward(), "y.sum().backward()"),
    "no graph": (lambda: x.sum().backward(), "requires_grad=True"),
    "backward twice": (backward_twice, "`backward()`"),
    "gradients into NumPy": (leaf.numpy, "x.detach().numpy()"),
}
LAYERS = {
    "sizes": (lambda: nn.Linear(3, 2)(ones(2, 4)), "in_features=4", "in_features=3", "(2, 4)"),
    "sizes after flattening": (
        lambda: nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(4 * 7 * 7, 10))(ones(2, 1, 28, 28)),
        "`2704`",
        "`in_features=196`",
        "nn.Flatten()",
    ),
    "one image flattened": (
        lambda: nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(2704, 10))(ones(1, 28, 28)),
        "`4 × 676`",
        "x[None]",
    ),
    "not flattened": (lambda: nn.Linear(48, 2)(ones(2, 3, 4, 4)), "(3, 4, 4)", "nn.Flatten()"),
    "one row": (lambda: nn.Linear(3, 2)(ones(4)), "(4,)", "in_features=4"),
    "one number": (lambda: nn.Linear(3, 2)(torch.tensor(1.0)), "`()`", "x.reshape(1)"),
    "product of matrices": (lambda: ones(2, 3) @ ones(2, 3), "`3`", "`2`", "a @ b.T"),
    "matrix and vector": (lambda: ones(2, 3) @ ones(2), "`3`", "`2`"),
    "two vectors": (lambda: ones(3) @ ones(2), "`3`", "`2`"),
    "bilinear": (lambda: nn.Bilinear(3, 4, 2)(ones(2, 4), ones(2, 4)), "in1_features=3", "in1_features=4"),
    "bilinear rows": (lambda: nn.Bilinear(3, 4, 2)(ones(2, 3), ones(3, 4)), "`2`", "`3`"),
    "flatten backwards": (lambda: nn.Flatten(2, 1)(ones(2, 3, 4)), "start_dim=2", "end_dim=1"),
    "unflatten": (lambda: nn.Unflatten(1, (2, 3))(ones(2, 5)), "`5`", "(2, 3)"),
    "unflatten by a number": (lambda: nn.Unflatten(1, 6), "`6`"),
    "embedding": (lambda: nn.Embedding(10, 3)(torch.tensor([1, 10])), "`9`", "`10`", "num_embeddings=11"),
    "negative index": (lambda: nn.Embedding(10, 3)(torch.tensor([-1])), "`-1`", "`9`"),
    "embedding with max_norm": (
        lambda: nn.Embedding(10, 3, max_norm=1.0)(torch.tensor([1, 10])),
        "`9`",
        "num_embeddings=11",
    ),
    "sparse gradient by frequency": (
        lambda: nn.Embedding(10, 3, scale_grad_by_freq=True, sparse=True)(whole(2)).sum().backward(),
        "sparse=True",
        "scale_grad_by_freq=True",
    ),
    "sparse gradient for Adam": (
        lambda: step(torch.optim.Adam, nn.Embedding(10, 3, sparse=True), whole(2)),
        "`Adam`",
        "torch.optim.SparseAdam",
    ),
    "bag of embeddings": (lambda: nn.EmbeddingBag(10, 3)(torch.tensor([[1, 12]])), "`12`", "num_embeddings=13"),
    "index with a fraction": (lambda: nn.Embedding(10, 3)(ones(1)), "`float32`", "x.long()"),
    "row of padding": (lambda: nn.Embedding(10, 3, padding_idx=10), "`-10`", "`9`", "`10`"),
    "table": (lambda: nn.Embedding.from_pretrained(ones(3)), "(num_embeddings, embedding_dim)"),
    "bags": (lambda: nn.EmbeddingBag(10, 3)(whole(2)), "(2,)", "offsets=None"),
    "bags that begin late": (lambda: nn.EmbeddingBag(10, 3)(whole(2), whole(1, value=1)), "offsets=[1]"),
    "mode of a bag": (lambda: nn.EmbeddingBag(10, 3, mode="avg")(whole(1, 2)), "'avg'", "'mean'"),
    "frequency in the largest of a bag": (
        lambda: nn.EmbeddingBag(10, 3, mode="max", scale_grad_by_freq=True)(whole(1, 2)),
        "scale_grad_by_freq",
        "mode='sum'",
    ),
    "weights of a bag": (
        lambda: nn.EmbeddingBag(10, 3)(whole(1, 2), per_sample_weights=ones(1, 2)),
        "mode='mean'",
        "mode='sum'",
    ),
    "dropout": (lambda: nn.Dropout(1.5), "`p`", "`1.5`", "`0`", "`1`"),
    "dropout of channels": (lambda: nn.Dropout1d()(ones(2)), "`dropout1d`", "nn.Dropout"),
    "dropout warns": (lambda: as_error(lambda: nn.Dropout2d()(ones(2, 2))), "`dropout2d`", "`2`"),
    "dropout of features": (lambda: nn.FeatureAlphaDropout()(ones(2)), "(2,)"),
}
CONVOLUTIONS = {
    "channels": (lambda: nn.Conv2d(3, 4, 3)(ones(2, 5, 8, 8)), "`3`", "(2, 5, 8, 8)", "(N, C, H, W)", "in_channels=5"),
    "channels in 1d": (lambda: nn.Conv1d(3, 4, 3)(ones(5, 8)), "`3`", "(5, 8)", "(C, L)", "in_channels=5"),
    "channels in 3d": (lambda: nn.Conv3d(3, 4, 3)(ones(2, 5, 8, 8, 8)), "(N, C, D, H, W)", "in_channels=5"),
    "channels of groups": (lambda: nn.Conv2d(4, 4, 3, groups=2)(ones(2, 6, 8, 8)), "`4`", "in_channels=6"),
    "channels last": (lambda: nn.Conv2d(3, 4, 3)(ones(2, 8, 8, 3)), "`8`", "x.permute(0, 3, 1, 2)"),
    "channels last, one image": (lambda: nn.Conv2d(3, 4, 3)(ones(8, 8, 3)), "(8, 8, 3)", "x.permute(2, 0, 1)"),
    "images without channels": (lambda: nn.Conv2d(1, 4, 3)(ones(2, 8, 8)), "`2`", "x.unsqueeze(1)"),
    "channels transposed": (lambda: nn.ConvTranspose2d(3, 4, 3)(ones(2, 5, 8, 8)), "`3`", "in_channels=5"),
    "image without a channel": (lambda: nn.Conv2d(3, 4, 3)(ones(5, 8)), "(5, 8)", "(C, H, W)", "(1, 5, 8)"),
    "too many dimensions": (lambda: nn.Conv1d(3, 4, 3)(ones(2, 3, 8, 8)), "(N, C, L)", "`4`", "nn.Conv2d"),
    "too few dimensions": (lambda: nn.Conv3d(3, 4, 3)(x), "`nn.Conv3d`", "`1`", "x.reshape(…)"),
    "lazy and too few dimensions": (lambda: nn.LazyConv2d(2, 3)(ones(3, 4)), "(3, 4)", "(1, 3, 4)"),
    "kernel": (lambda: nn.Conv2d(3, 4, 7)(ones(2, 3, 4, 4)), "`7 x 7`", "`4 x 4`", "`2`"),
    "spread kernel": (lambda: nn.Conv2d(3, 4, 3, dilation=4)(ones(2, 3, 8, 8)), "`9 x 9`", "dilation=(4, 4)"),
    "same and stride": (lambda: nn.Conv2d(3, 4, 3, stride=2, padding="same"), "stride=(2, 2)", "padding='same'"),
    "same and stride by hand": (
        lambda: F.conv2d(ones(1, 1, 4, 4), ones(1, 1, 3, 3), padding="same", stride=2),
        "padding='same'",
    ),
    "padding word": (lambda: nn.Conv2d(3, 4, 3, padding="full"), "'full'", "'valid'", "'same'"),
    "padding mode": (lambda: nn.Conv2d(3, 4, 3, padding_mode="mirror"), "'mirror'", "'reflect'"),
    "transposed padding mode": (lambda: nn.ConvTranspose2d(3, 4, 3, padding_mode="reflect"), "'reflect'", "'zeros'"),
    "transposed padding word": (lambda: nn.ConvTranspose2d(3, 4, 3, padding="same")(ones(1, 3, 4, 4)), "padding=1"),
    "groups and inputs": (lambda: nn.Conv2d(3, 4, 3, groups=2), "groups=2", "in_channels=3", "`1`", "in_channels=4"),
    "groups and both": (lambda: nn.Conv2d(6, 8, 3, groups=4), "groups=4", "groups=2", "in_channels=8"),
    "groups and neither": (lambda: nn.Conv2d(8, 12, 3, groups=5), "groups=5", "groups=4"),
    "groups and outputs": (lambda: nn.Conv2d(4, 3, 3, groups=2), "groups=2", "out_channels=3", "out_channels=4"),
    "kernel of three": (lambda: nn.Conv2d(3, 4, (3, 3, 3))(ones(1, 3, 8, 8)), "`kernel_size`", "(3, 3, 3)", "`2`"),
    "padding of three": (lambda: nn.Conv2d(3, 4, 3, padding=(1, 1, 1))(ones(1, 3, 8, 8)), "`padding`", "(1, 1, 1)"),
    "no kernel": (lambda: nn.Conv2d(3, 4, 0)(ones(1, 3, 8, 8)), "`kernel_size`", "(0, 0)"),
    "output padding": (
        lambda: nn.ConvTranspose2d(3, 4, 3, stride=2, output_padding=2)(ones(1, 3, 8, 8)),
        "(2, 2)",
        "output_padding=1",
    ),
    "output size": (
        lambda: nn.ConvTranspose2d(3, 4, 3, stride=2)(ones(1, 3, 8, 8), output_size=(30, 30)),
        "(17, 17)",
        "(18, 18)",
        "(30, 30)",
    ),
    "output sizes": (lambda: nn.ConvTranspose2d(3, 4, 3)(ones(1, 3, 8, 8), output_size=(9,)), "`2`", "`4`", "`1`"),
    "cut away": (lambda: nn.ConvTranspose2d(3, 4, 3, padding=4)(ones(1, 3, 4, 4)), "`4 x 4`", "padding=(4, 4)"),
}
POOLING = {
    "half": (lambda: nn.MaxPool2d(2, padding=2)(ones(1, 1, 8, 8)), "padding=2", "kernel_size=2", "padding=1"),
    "half in 1d": (lambda: nn.MaxPool1d(4, padding=3)(ones(1, 1, 8)), "padding=3", "kernel_size=4", "padding=2"),
    "window, spread": (
        lambda: nn.MaxPool2d(4, padding=1, dilation=3)(ones(1, 7, 7)),
        "kernel_size=4",
        "dilation=3",
        "`7`",
    ),
    "half of one": (lambda: nn.MaxPool2d(1, padding=1)(ones(1, 7, 7)), "`padding=0`"),
    "half, spread": (lambda: nn.MaxPool2d(3, padding=2, dilation=2)(ones(1, 1, 8, 8)), "padding=2", "padding=1"),
    "half in 3d, spread": (
        lambda: nn.MaxPool3d(3, 1, 2, 2)(ones(1, 8, 8, 8)),
        "padding=2",
        "kernel_size=3",
        "padding=1",
    ),
    "window": (lambda: nn.AvgPool2d(5)(ones(1, 1, 4, 4)), "kernel_size=5", "(1, 1, 4, 4)", "kernel_size=4"),
    "window in 1d": (lambda: nn.MaxPool1d(5)(ones(1, 1, 4)), "kernel_size=5", "kernel_size=4"),
    "window in 3d": (lambda: nn.AvgPool3d(5)(ones(1, 1, 4, 4, 3)), "(1, 1, 4, 4, 3)", "kernel_size=3"),
    "rank": (lambda: nn.MaxPool2d(2)(ones(4, 4)), "(4, 4)", "(C, H, W)", "(1, 4, 4)"),
    "rank in 1d": (lambda: nn.AvgPool1d(2)(ones(1, 1, 4, 4)), "(N, C, L)", "nn.AvgPool2d"),
    "rank of a maximum": (lambda: nn.MaxPool1d(2)(ones(4)), "(4,)", "(1, 4)"),
    "rank of an average": (lambda: nn.AvgPool2d(2)(ones(4, 4)), "(4, 4)", "(1, 4, 4)"),
    "rank of unpooling": (lambda: nn.MaxUnpool2d(2)(ones(2, 2), whole(2, 2)), "(2, 2)", "(1, 2, 2)"),
    "rank of adaptive pooling": (lambda: nn.AdaptiveMaxPool2d(1)(ones(4, 4)), "(4, 4)", "(1, 4, 4)"),
    "empty": (lambda: nn.MaxPool2d(2)(ones(1, 0, 4, 4)), "(1, 0, 4, 4)", "x.shape"),
    "adaptive and empty": (lambda: nn.AdaptiveAvgPool2d(2)(ones(1, 1, 0, 4)), "(1, 1, 0, 4)"),
    "window of three": (lambda: nn.MaxPool2d((2, 2, 2))(ones(1, 1, 4, 4)), "`kernel_size`", "(2, 2, 2)", "`2`", "`3`"),
    "output of three": (lambda: nn.AdaptiveAvgPool2d((1, 1, 1))(ones(1, 1, 4, 4)), "`output_size`", "(1, 1, 1)"),
    "ratio of three": (
        lambda: nn.FractionalMaxPool2d(2, output_ratio=(0.5, 0.5, 0.5))(ones(1, 1, 8, 8)),
        "`output_ratio`",
        "(0.5, 0.5, 0.5)",
    ),
    "power window of three": (lambda: nn.LPPool2d(2, (2, 2, 2))(ones(1, 1, 4, 4)), "`kernel_size`", "(2, 2, 2)"),
    "power window of one": (lambda: nn.LPPool1d(2, (3,))(ones(1, 1, 4)), "(3,)", "kernel_size=3"),
    "dilation of a mean": (lambda: nn.AvgPool2d(3, 1, 0, 1)(ones(1, 4, 4)), "`ceil_mode`", "`bool`", "`dilation`"),
    "window that nothing fits": (lambda: nn.MaxPool2d(2)(ones(1, 1, 1)), "`kernel_size=1`"),
    "unpooling with dilation": (
        lambda: nn.MaxUnpool2d(3, 1)(ones(1, 6, 6), whole(1, 6, 6), output_size=(12, 12)),
        "dilation * (kernel_size - 1) + 1",
    ),
    "divisor": (lambda: nn.AvgPool2d(2, divisor_override=0)(ones(1, 1, 4, 4)), "`divisor_override`"),
    "adaptive": (lambda: nn.AdaptiveAvgPool2d(-1)(ones(1, 1, 4, 4)), "`output_size`", "`-1`"),
    "fractional, neither": (lambda: nn.FractionalMaxPool2d(2), "output_size=None", "output_ratio=None"),
    "fractional, both": (lambda: nn.FractionalMaxPool2d(2, output_size=3, output_ratio=0.5), "output_size=3"),
    "fractional, ratio": (lambda: nn.FractionalMaxPool2d(2, output_ratio=1.5), "`output_ratio`", "`1.5`"),
    "fractional, regions": (
        lambda: nn.FractionalMaxPool2d(2, output_size=8)(ones(1, 1, 8, 8)),
        "output_size=(8, 8)",
        "kernel_size=2",
        "output_size=7",
    ),
    "unpooling": (lambda: nn.MaxUnpool2d(2)(ones(1, 1, 2, 2), whole(1, 1, 2, 2, value=16)), "4x4", "`15`", "`16`"),
    "unpooling shapes": (lambda: nn.MaxUnpool1d(2)(ones(1, 1, 2), whole(1, 1, 3)), "(1, 1, 2)", "(1, 1, 3)"),
    "unpooling types": (lambda: nn.MaxUnpool2d(2)(ones(1, 1, 2, 2), ones(1, 1, 2, 2)), "`int64`", "`float32`"),
    "unpooling size": (
        lambda: nn.MaxUnpool2d(2)(ones(1, 1, 2, 2), whole(1, 1, 2, 2), output_size=(9, 9)),
        "`2`",
        "`6`",
        "(9, 9)",
    ),
    "unpooling sizes": (
        lambda: nn.MaxUnpool2d(2)(ones(1, 1, 2, 2), whole(1, 1, 2, 2), output_size=(9,)),
        "`2`",
        "`4`",
        "`1`",
    ),
}
NORMS = {
    "rank of a norm": (lambda: nn.BatchNorm2d(3)(ones(2, 3)), "(2, 3)", "(N, C, H, W)", "nn.BatchNorm1d"),
    "one image": (lambda: nn.BatchNorm2d(3)(ones(3, 4, 4)), "(3, 4, 4)", "(1, 3, 4, 4)"),
    "image into 1d": (lambda: nn.BatchNorm1d(3)(ones(2, 3, 4, 4)), "(N, C, L)", "(N, C)", "nn.BatchNorm2d"),
    "rank of an instance": (lambda: nn.InstanceNorm2d(3)(ones(2, 3)), "(2, 3)", "(C, H, W)"),
    "one value": (lambda: nn.BatchNorm1d(3)(ones(1, 3)), "(1, 3)", "model.eval()", "drop_last=True"),
    "one value, nothing kept": (
        lambda: nn.BatchNorm1d(3, track_running_stats=False).eval()(ones(1, 3)),
        "(1, 3)",
        "track_running_stats=True",
    ),
    "one value a group": (lambda: nn.GroupNorm(6, 6)(ones(1, 6)), "(1, 6)", "nn.GroupNorm(1, 6)"),
    "one position": (lambda: nn.InstanceNorm2d(3)(ones(2, 3, 1, 1)), "(2, 3, 1, 1)", "nn.GroupNorm"),
    "features": (lambda: nn.BatchNorm2d(5)(ones(2, 3, 4, 4)), "(2, 3, 4, 4)", "num_features=5", "num_features=3"),
    "features last": (lambda: nn.BatchNorm1d(5)(ones(2, 4, 5)), "`4`", "x.transpose(1, -1)"),
    "features without statistics": (
        lambda: nn.BatchNorm2d(5, track_running_stats=False)(ones(2, 3, 4, 4)),
        "num_features=3",
    ),
    "features of an instance": (lambda: nn.InstanceNorm2d(5, affine=True)(ones(3, 4, 4)), "`0`", "num_features=3"),
    "features of instance statistics": (
        lambda: nn.InstanceNorm2d(5, track_running_stats=True)(ones(2, 3, 4, 4)),
        "num_features=3",
    ),
    "features of an instance warn": (
        lambda: as_error(lambda: nn.InstanceNorm2d(5)(ones(2, 3, 4, 4))),
        "num_features=5",
        "num_features=3",
    ),
    "eps": (lambda: nn.BatchNorm2d(3, eps=0)(ones(2, 3, 4, 4)), "`eps`", "`0`", "eps=1e-05"),
    "no statistics": (lambda: F.batch_norm(ones(2, 3), None, None), "`running_mean`", "training=True"),
    "groups": (lambda: nn.GroupNorm(4, 6), "num_groups=4", "num_channels=6", "num_groups=3", "num_channels=8"),
    "groups of the input": (lambda: nn.GroupNorm(3, 6)(ones(2, 8, 4, 4)), "num_channels=6", "nn.GroupNorm(2, 8)"),
    "groups by hand": (lambda: F.group_norm(ones(2, 8), 3), "num_groups=3", "num_groups=2"),
    "channels of groups": (lambda: nn.GroupNorm(3, 6)(ones(2, 9, 4, 4)), "`9`", "nn.GroupNorm(3, 9)"),
    "no channels": (lambda: nn.GroupNorm(3, 6)(ones(6)), "(6,)", "x[None]"),
    "normalized_shape": (lambda: nn.LayerNorm(5)(ones(2, 3)), "normalized_shape=(5,)", "normalized_shape=(3,)"),
    "normalized_shape of two": (lambda: nn.LayerNorm((3, 4))(ones(2, 4, 3)), "(3, 4)", "normalized_shape=(4, 3)"),
    "normalized_shape of RMS": (lambda: nn.RMSNorm(5)(ones(2, 3)), "normalized_shape=(5,)", "normalized_shape=(3,)"),
    "channels into a layer norm": (lambda: nn.LayerNorm(3)(ones(2, 3, 4, 4)), "(2, 3, 4, 4)", "nn.GroupNorm(1, 3)"),
    "empty normalized_shape": (lambda: nn.LayerNorm(())(ones(2, 3)), "`normalized_shape`", "nn.LayerNorm(x.shape[-1])"),
    "local response": (lambda: nn.LocalResponseNorm(2)(ones(3, 4)), "(3, 4)", "x[None]"),
    "no neighbours": (lambda: nn.LocalResponseNorm(0)(ones(2, 3, 4, 4)), "`size`", "`0`"),
    "folded in training": (lambda: fuse_conv_bn_eval(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)), "`model.eval()`"),
    "nothing to synchronize": (lambda: nn.SyncBatchNorm(3)(ones(3)), "(3,)", "`1`", "x[None]"),
    "nothing to normalize": (lambda: parametrizations.weight_norm(nn.ReLU()), "`ReLU()`", "nn.Linear"),
}
RESIZING = {
    "reflection": (lambda: nn.ReflectionPad2d(4)(ones(1, 1, 4, 4)), "`4`", "`3`"),
    "reflection in a convolution": (
        lambda: nn.Conv2d(3, 4, 9, padding=4, padding_mode="reflect")(ones(2, 3, 4, 4)),
        "`4`",
        "`3`",
    ),
    "circular": (lambda: nn.CircularPad2d(5)(ones(1, 1, 4, 4)), "padding=(5, 5, 5, 5)", "(1, 1, 4, 4)"),
    "circular in a convolution": (
        lambda: nn.Conv2d(3, 4, 11, padding=5, padding_mode="circular")(ones(2, 3, 4, 4)),
        "padding=(5, 5)",
        "(2, 3, 4, 4)",
    ),
    "cut to nothing": (lambda: nn.ZeroPad2d(-3)(ones(1, 1, 4, 4)), "(-3, -3, -3, -3)", "(1, 1, 4, 4)"),
    "rank of a padding": (lambda: nn.ReflectionPad2d(1)(ones(4, 4)), "`4`", "`2`", "(N, C, H, W)"),
    "zeros around a row": (lambda: nn.ZeroPad2d(1)(ones(4)), "`4`", "`2`", "`1`"),
    "rank of a circle": (lambda: nn.CircularPad2d(1)(ones(4, 4)), "(4, 4)", "(1, 4, 4)"),
    "three sides": (lambda: nn.ZeroPad2d((1, 1, 1))(ones(1, 1, 4, 4)), "(1, 1, 1)", "`3`"),
    "mode of padding": (lambda: F.pad(ones(4), (1, 1), mode="mirror"), "'mirror'", "'reflect'"),
    "pixels": (lambda: nn.PixelShuffle(2)(ones(1, 6, 4, 4)), "`4`", "`6`", "out_channels=8"),
    "pixels back": (lambda: nn.PixelUnshuffle(2)(ones(1, 4, 5, 4)), "height=5", "downscale_factor=2", "height=6"),
    "rank of pixels": (lambda: nn.PixelShuffle(2)(ones(4, 4)), "(4, 4)", "(1, 4, 4)"),
    "groups of channels": (lambda: nn.ChannelShuffle(4)(ones(1, 6, 4, 4)), "groups=4", "groups=3", "`2`"),
    "size or factor": (lambda: nn.Upsample(8, 2)(ones(1, 1, 4, 4)), "size=8", "scale_factor=2.0"),
    "neither size nor factor": (lambda: nn.Upsample()(ones(1, 1, 4, 4)), "size=None", "scale_factor=None"),
    "factor of a size": (
        lambda: nn.Upsample(8, recompute_scale_factor=True)(ones(1, 1, 4, 4)),
        "size=8",
        "`scale_factor`",
    ),
    "size of three": (lambda: nn.Upsample((8, 8, 8))(ones(1, 1, 4, 4)), "`2`", "(8, 8, 8)"),
    "no such mode": (lambda: nn.Upsample(8, mode="cubic")(ones(1, 1, 4, 4)), "'cubic'", "'bicubic'"),
    "mode and rank": (lambda: nn.Upsample(8, mode="bicubic")(ones(1, 4, 4)), "mode='bicubic'", "`3`", "mode='linear'"),
    "rank of a picture": (lambda: nn.Upsample(8)(ones(4, 4)), "(4, 4)", "(1, 4, 4)"),
    "mode for fewer": (lambda: nn.Upsample(8, mode="linear")(ones(1, 1, 4, 4)), "mode='linear'", "mode='bilinear'"),
    "corners": (lambda: nn.Upsample(8, align_corners=True)(ones(1, 1, 4, 4)), "mode='nearest'", "`align_corners`"),
    "too small": (lambda: nn.Upsample(scale_factor=0.1)(ones(1, 1, 4, 4)), "(4, 4)", "scale_factor=0.1", "(0, 0)"),
    "blocks": (lambda: nn.Fold((4, 4), 2)(ones(1, 4, 8)), "3 * 3 = 9", "`8`"),
    "channels of blocks": (lambda: nn.Fold((4, 4), 2)(ones(1, 5, 9)), "C × 2 × 2", "`4`", "`5`"),
    "no block": (lambda: nn.Unfold(5)(ones(1, 1, 3, 3)), "(5, 5)", "(3, 3)"),
    "rank of blocks": (lambda: nn.Fold((4, 4), 2)(ones(1, 1, 4, 9)), "(1, 1, 4, 9)", "x.flatten(2)"),
    "rank to unfold": (lambda: nn.Unfold(2)(ones(4, 9)), "(4, 9)", "(1, 4, 9)"),
}
SEQUENCES = {
    "heads": (lambda: nn.MultiheadAttention(10, 3), "num_heads=3", "embed_dim=10", "num_heads=2", "embed_dim=12"),
    "no heads": (lambda: nn.MultiheadAttention(8, 0), "`num_heads`", "`0`"),
    "attention": (lambda: attend(ones(3, 1, 6), ones(3, 1, 6), ones(3, 1, 6)), "embed_dim=8", "embed_dim=6"),
    "keys": (lambda: attend(ones(3, 1, 8), ones(3, 1, 6), ones(3, 1, 6)), "`6`", "kdim=8", "kdim=6"),
    "rank of a query": (lambda: attend(ones(8), ones(8), ones(8)), "(8,)", "(L, N, E)"),
    "ranks": (lambda: attend(ones(3, 8), ones(3, 1, 8), ones(3, 1, 8)), "query: (3, 8)", "key: (3, 1, 8)"),
    "values": (lambda: attend(ones(3, 1, 8), ones(4, 1, 8), ones(5, 1, 8)), "key: (4, 1, 8)", "value: (5, 1, 8)"),
    "batches": (lambda: attend(ones(3, 1, 8), ones(3, 2, 8), ones(3, 2, 8)), "query: (3, 1, 8)", "batch_first=True"),
    "mask": (lambda: attend(*[ones(3, 1, 8)] * 3, attn_mask=ones(4, 4)), "(3, 3)", "(4, 4)"),
    "rank of a mask": (lambda: attend(*[ones(3, 1, 8)] * 3, attn_mask=ones(1, 1, 3, 3)), "`attn_mask`", "`4`"),
    "mask of padding": (
        lambda: attend(*[ones(3, 1, 8)] * 3, key_padding_mask=ones(3, 1)),
        "key_padding_mask: (3, 1)",
        "mask.T",
    ),
    "mask of numbers": (lambda: attend(*[ones(3, 1, 8)] * 3, attn_mask=whole(3, 3)), "`bool`", "mask.bool()"),
    "causal": (lambda: attend(*[ones(3, 1, 8)] * 3, is_causal=True), "is_causal=True", "`None`"),
    "transformer": (lambda: nn.Transformer(8, 2, 1, 1, 16)(*[ones(3, 1, 6)] * 2), "d_model=8", "src: (3, 1, 6)"),
    "sources": (
        lambda: nn.Transformer(8, 2, 1, 1, 16)(ones(3, 1, 8), ones(3, 2, 8)),
        "batch_first=False",
        "`1`",
        "tgt: (3, 2, 8)",
    ),
    "activation": (lambda: nn.TransformerEncoderLayer(8, 2, activation="tanh"), "'tanh'", "'gelu'"),
    "LSTM": (lambda: nn.LSTM(3, 4)(ones(5, 2, 6)), "input_size=3", "(5, 2, 6)", "input_size=6"),
    "cell": (lambda: nn.GRUCell(3, 4)(ones(2, 5)), "input_size=3", "input_size=5"),
    "rank of a sequence": (lambda: nn.LSTM(3, 4)(ones(3)), "`nn.LSTM`", "(3,)", "(L, N, H)"),
    "a sequence into a cell": (lambda: nn.LSTMCell(3, 4)(ones(5, 2, 3)), "(5, 2, 3)", "(N, H)"),
    "hidden state": (lambda: nn.RNN(3, 4)(ones(5, 2, 3), ones(1, 3, 4)), "(1, 2, 4)", "(1, 3, 4)"),
    "hidden state and no batch": (lambda: nn.RNN(3, 4)(ones(5, 3), ones(1, 1, 4)), "`2`", "(L, H)"),
    "one state": (lambda: nn.LSTM(3, 4)(ones(5, 2, 3), ones(1, 2, 4)), "(h, c)", "(1, 2, 4)"),
    "state of a cell": (lambda: nn.RNNCell(3, 4)(ones(2, 3), ones(2, 5)), "`5`", "hidden_size=4"),
    "batch of a cell": (lambda: nn.RNNCell(3, 4)(ones(2, 3), ones(3, 4)), "`2`", "`3`"),
    "dropout in an LSTM": (lambda: nn.LSTM(3, 4, 2, dropout=1.5), "`dropout`", "`1.5`"),
    "dropout without layers": (lambda: as_error(lambda: nn.LSTM(3, 4, dropout=0.5)), "dropout=0.5", "num_layers=1"),
    "projection": (lambda: nn.LSTM(3, 4, proj_size=5), "hidden_size=4", "`5`"),
    "projection of an RNN": (lambda: nn.GRU(3, 4, proj_size=2), "`nn.GRU`", "`nn.LSTM`"),
    "nonlinearity": (lambda: nn.RNN(3, 4, nonlinearity="sigmoid"), "'sigmoid'", "'tanh'"),
    "order of lengths": (lambda: pack_padded_sequence(ones(5, 2, 3), whole(2) + torch.arange(1, 3)), "enforce_sorted"),
    "lengths": (lambda: pack_padded_sequence(ones(5, 2, 3), whole(1, value=5)), "len(lengths)"),
}
LOSSES = {
    "class": (lambda: cross_entropy(ones(2, 10), torch.tensor([1, 10])), "(2, 10)", "`9`", "`10`"),
    "class of a margin": (lambda: nn.MultiMarginLoss()(ones(2, 3), torch.tensor([1, 3])), "(2, 3)", "`2`", "`3`"),
    "target with fractions": (lambda: cross_entropy(ones(2, 10), ones(2)), "`float32`", "target.long()"),
    "one-hot": (lambda: cross_entropy(ones(2, 10), whole(2, 10)), "`int64`", "(2, 10)", "target.float()"),
    "target in a column": (lambda: cross_entropy(ones(2, 10), whole(2, 1)), "(2, 1)", "target.squeeze(1).long()"),
    "other probabilities": (lambda: cross_entropy(ones(2, 10), ones(2, 9)), "(2, 10)", "(2, 9)"),
    "probabilities for NLL": (lambda: nn.NLLLoss()(ones(2, 10), ones(2, 10)), "target.argmax(1)"),
    "segmentation": (lambda: cross_entropy(ones(2, 3, 4, 4), whole(2, 1, 4, 4)), "(2, 4, 4)", "(2, 1, 4, 4)"),
    "segmentation sizes": (lambda: cross_entropy(ones(2, 3, 4, 4), whole(2, 5, 5)), "(2, 4, 4)", "(2, 5, 5)"),
    "batch of targets": (lambda: cross_entropy(ones(2, 10), whole(3)), "`2`", "`3`"),
    "one sample": (lambda: cross_entropy(ones(10), whole(2)), "(10,)", "`2`"),
    "weights of classes": (lambda: nn.CrossEntropyLoss(ones(3))(ones(2, 10), whole(2)), "`10`", "(3,)"),
    "smoothing": (lambda: nn.CrossEntropyLoss(label_smoothing=2.0)(ones(2, 10), whole(2)), "label_smoothing", "`2.0`"),
    "reduction": (lambda: nn.MSELoss(reduction="avg")(x, x), "'avg'", "'mean'"),
    "scores for probabilities": (lambda: nn.BCELoss()(x, x), "`input`", "`-2`", "`2`", "nn.BCEWithLogitsLoss"),
    "shape of a target": (lambda: nn.BCEWithLogitsLoss()(ones(2, 1), ones(2)), "(2, 1)", "(2,)", "y.squeeze(-1)"),
    "shape of a target warns": (lambda: as_error(lambda: nn.MSELoss()(ones(2, 1), ones(2))), "(2, 1)", "(2,)"),
    "type of a target": (lambda: nn.BCELoss()(ones(2), whole(2)), "`float32`", "`int64`", "target.float()"),
    "type of a logit's target": (lambda: nn.BCEWithLogitsLoss()(ones(2), whole(2)), "`int64`", "target.float()"),
    "delta": (lambda: nn.HuberLoss(delta=0)(x, x), "`delta`", "`0`", "delta=1.0"),
}
BUILDING = {
    "before super": (Early, "super().__init__()", "`module`"),
    "never super": (lambda: NeverInitialized()(x), "super().__init__()"),
    "no forward": (lambda: Misspelt()(x), "`Misspelt`", "def forward(self, x):"),
    "a list of modules is called": (lambda: nn.ModuleList([nn.ReLU()])(x), "`nn.ModuleList`", "nn.Sequential"),
    "a list of parameters is called": (lambda: nn.ParameterList([x])(x), "`nn.ParameterList`"),
    "class in sequential": (lambda: nn.Sequential(nn.ReLU), "`ReLU`", "nn.ReLU()"),
    "function in sequential": (lambda: nn.Sequential(torch.relu), "`relu`", "nn.ReLU()"),
    "pair in sequential": (lambda: nn.Sequential(("act", nn.ReLU())), "`tuple`", "OrderedDict"),
    "list in sequential": (lambda: nn.Sequential([nn.ReLU()]), "`list`", "nn.Sequential(*layers)"),
    "result in sequential": (lambda: nn.Sequential(nn.ReLU()(x)), "nn.ReLU()(x)"),
    "one module for a list": (lambda: nn.ModuleList(nn.ReLU()), "`nn.ModuleList`", "`ReLU`"),
    "list for a dictionary": (lambda: nn.ModuleDict([nn.ReLU()]), "`nn.ModuleDict`", "`ReLU`"),
    "member": (lambda: nn.Sequential(nn.ReLU())[1], "`1`", "`[-1]`"),
    "name that is taken": (lambda: nn.ModuleDict({"keys": nn.ReLU()}), "`keys`"),
    "name with a dot": (lambda: nn.Module().register_buffer("a.b", x), "`.`"),
    "name that is a number": (lambda: nn.ModuleDict({1: nn.ReLU()}), "`int`"),
    "tensor for a parameter": (lambda: assign(nn.Linear(1, 1), weight=x), "`weight`", "nn.Parameter(x)"),
    "number for a buffer": (lambda: assign(nn.BatchNorm1d(1), running_mean=3.0), "`running_mean`", "`float`"),
    "number for a parameter": (lambda: nn.Parameter(1.0), "`float`", "nn.Parameter(torch.tensor(1.0))"),
    "whole parameter": (lambda: nn.Parameter(whole(2)), "x.float()", "register_buffer"),
    "whole module": (lambda: nn.Linear(1, 1).to(torch.long), "`torch.int64`", "model.float()"),
    "lazy": (lambda: nn.LazyLinear(2).weight.shape, "model(x)"),
    "lazy and counted": (lambda: nn.LazyLinear(2).weight.numel(), "model(x)"),
    "saved sizes": (lambda: load(nn.Linear(2, 3), nn.Linear(4, 3).state_dict()), "`weight`", "(3, 4)", "(3, 2)"),
    "saved names": (lambda: load(nn.Linear(2, 3), nn.Linear(2, 3, bias=False).state_dict()), "`1`", "`0`", "`bias`"),
    "saved in parallel": (
        lambda: load(nn.Linear(2, 3), {f"module.{k}": v for k, v in nn.Linear(2, 3).state_dict().items()}),
        "`module.weight`",
        "k.removeprefix('module.')",
    ),
    "saved part": (lambda: load(nn.Sequential(nn.Linear(2, 3)), nn.Linear(2, 3).state_dict()), "`0.weight`", "`0`"),
    "a path": (lambda: load(nn.Linear(2, 3), "model.pt"), "`str`", "torch.load(path)"),
    "saved lists": (lambda: load(nn.Linear(1, 1, bias=False), {"weight": [1.0]}), "`weight`", "`list`"),
    "no parameters": (lambda: torch.optim.SGD(Listed().parameters()), "nn.ModuleList", "model.parameters()"),
    "one parameter": (lambda: torch.optim.SGD(x), "`torch.FloatTensor`", "`[w]`"),
    "modules for parameters": (lambda: torch.optim.SGD([nn.ReLU()]), "torch.nn.modules.activation.ReLU"),
    "computed parameter": (lambda: torch.optim.SGD([leaf * 2]), "nn.Parameter(x.detach())"),
    "parameter in two groups": (
        lambda: torch.optim.SGD([{"params": [leaf]}, {"params": [leaf]}]),
        "`model.parameters()`",
    ),
    "initial bias": (lambda: nn.init.xavier_uniform_(ones(3)), "layer.weight", "nn.init.zeros_"),
}
INITIALIZATION = {
    "uniform range": (lambda: nn.init.uniform_(ones(3), 1.0, -1.0), "`a`", "`-1`"),
    "negative std": (lambda: nn.init.normal_(ones(3), std=-2.0), "`-2`", "`std`"),
    "gain of GELU": (lambda: nn.init.calculate_gain("gelu"), "`gelu`", 'nonlinearity="relu"'),
    "mode for slope": (lambda: nn.init.kaiming_normal_(ones(2, 3), "fan_out"), "`fan_out`", 'mode="fan_out"'),
    "mode": (lambda: nn.init.kaiming_normal_(ones(2, 3), mode="fan_avg"), "`fan_avg`", "nn.init.xavier_normal_"),
    "mode of outputs": (lambda: nn.init.kaiming_normal_(ones(2, 3), mode="fanout"), "`fanout`", 'mode="fan_out"'),
    "nonlinearity for mode": (
        lambda: nn.init.kaiming_normal_(ones(2, 3), "fan_out", "relu"),
        "`relu`",
        "`mode`",
        "`a`",
    ),
    "identity of a kernel": (lambda: nn.init.eye_(ones(2, 3, 3)), "`2`", "`dirac_`"),
    "orthogonal bias": (lambda: nn.init.orthogonal_(ones(3)), "`2`", "nn.init.zeros_"),
    "dirac of a matrix": (lambda: nn.init.dirac_(ones(3, 3)), "`3, 4, 5`", "`eye_`"),
    "dirac groups": (lambda: nn.init.dirac_(ones(4, 2, 3), 3), "conv.groups"),
    "orthogonal half": (lambda: nn.init.orthogonal_(ones(2, 2).half()), "`Half`", "model.half()"),
    "name of a container": (
        lambda: Identity().apply(lambda m: nn.init.normal_(m.weight)),
        "`Identity`",
        "isinstance(m, nn.Conv2d)",
    ),
    "no bias": (lambda: nn.init.zeros_(nn.Linear(2, 2, bias=False).bias), "`bias=False`", "m.bias is not None"),
    "module for tensor": (lambda: nn.init.normal_(nn.Linear(2, 2)), "`Linear`", "nn.init.normal_(layer.weight)"),
    "in place, recorded": (lambda: nn.Linear(2, 2).weight.normal_(), "with torch.no_grad():"),
}
FAMILIES = {
    "activations": ACTIVATIONS,
    "sequences": SEQUENCES,
    "convolution": CONVOLUTIONS,
    "pooling": POOLING,
    "norms": NORMS,
    "resizing": RESIZING,
    "losses": LOSSES,
    "layers": LAYERS,
    "initialization": INITIALIZATION,
    "building": BUILDING,
    "tensors": TENSORS,
    "keywords": KEYWORDS,
    "general": GENERAL,
}
CASES = {f"{family}: {name}": case for family, cases in FAMILIES.items() for name, case in cases.items()}
