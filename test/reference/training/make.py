"""Networks, losses and optimisers as PyTorch and MONAI compute them, for the training room.

Networks are computed in double precision and again in single: each case is chosen (seed of its weights) so that the two
agree to 2e-5, for a rectifier that is near its edge makes single precision a matter of luck. Bottleneck networks have so
many rectifiers that their batch norms are shifted to let most values through.

Run: python make.py   (torch 2.15, monai 1.6.1; writes networks.json, losses.json and optimisers.json beside it)

No weights are stored: both sides draw them from the same generator (`draw` here, `draws` in the test). Tensors that are
large are kept as digests: their Euclidean norm, their product with a drawn vector, and their first three values.
"""
import json
import re
from pathlib import Path

import numpy as np
import torch
from monai.networks.nets import resnet10, resnet18, resnet34, resnet50, resnet101

HERE = Path(__file__).parent
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


def draw(seed: int, count: int) -> np.ndarray:
    """Uniform in [-1, 1): a linear congruential generator modulo 2^32, exact in double precision."""
    values = np.empty(count)
    state = (seed * 2654435761 + 12345) % 2**32
    for index in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values[index] = state / 2**31 - 1
    return values


def digest(tensor: torch.Tensor) -> list[float]:
    flat = tensor.detach().double().numpy().ravel()
    return [float(np.linalg.norm(flat)), float(flat @ draw(99, flat.size)), *map(float, flat[:3])]


class Network(torch.nn.Module):
    def __init__(self, trunk: torch.nn.Module, sizes: list[int]):
        super().__init__()
        self.trunk = trunk
        layers: list[torch.nn.Module] = []
        for before, after in zip(sizes[:-1], sizes[1:]):
            layers += [torch.nn.Linear(before, after), torch.nn.ReLU()]
        self.head = torch.nn.Sequential(*layers[:-1])

    def forward(self, patches: torch.Tensor) -> torch.Tensor:
        return self.head(self.trunk(patches))


def our_name(name: str) -> str:
    """Name in PyTorch -> name in a model folder."""
    if not name.startswith("head."):
        return name
    _, index, part = name.split(".")
    return f"head.{int(index) // 2}.{part}"


def fill(network: torch.nn.Module, seed: int, bottleneck: bool) -> None:
    """The n-th tensor, in the order of the state dictionary without counters, is drawn with `seed` + n.

    The last batch norm of a block starts low, so that the many blocks of a deep network do not drown its input.
    """
    last_norm = ".bn3.weight" if bottleneck else ".bn2.weight"
    state = network.state_dict()
    names = [name for name in state if not name.endswith("num_batches_tracked")]
    for index, name in enumerate(names):
        shape = state[name].shape
        values = draw(seed + index, state[name].numel())
        if len(shape) > 1:
            values *= np.sqrt(4 / np.prod(shape[1:]))
        elif name.endswith("running_var"):
            values = 1 + 0.5 * values
        elif name.endswith(last_norm):
            values = 0.3 + 0.1 * values
        elif name.endswith(".weight"):
            values = 1 + 0.3 * values
        elif bottleneck and re.search(r"(bn\d|downsample\.1)\.bias$", name):
            values = 2.5 + 0.2 * values
        else:
            values = 0.2 * values
        state[name].copy_(torch.tensor(values.reshape(shape), dtype=torch.float32))


CASES = [
    dict(depth=10, make=resnet10, width=4, stride=2, bias=True, head=[32, 8, 3], edge=50, batch=2, loss="classes"),
    dict(depth=18, make=resnet18, width=4, stride=1, bias=False, head=[32, 1], edge=24, batch=3, loss="binary"),
    dict(depth=34, make=resnet34, width=2, stride=2, bias=True, head=[16, 4, 1], edge=50, batch=3, loss="survival"),
    dict(depth=50, make=resnet50, width=2, stride=2, bias=True, head=[64, 16, 8, 2], edge=50, batch=2, loss="classes"),
    dict(depth=101, make=resnet101, width=4, stride=2, bias=True, head=[128, 2], edge=50, batch=4, loss="classes"),
]


def cox(scores: torch.Tensor, times: list[float], events: list[int], ties: str) -> torch.Tensor:
    """Negative log partial likelihood over the number of events; every term written out."""
    total = torch.zeros((), dtype=scores.dtype)
    for time in sorted({t for t, e in zip(times, events) if e}):
        dead = [i for i, (t, e) in enumerate(zip(times, events)) if t == time and e]
        risk = torch.exp(scores[[i for i, t in enumerate(times) if t >= time]]).sum()
        tied = torch.exp(scores[dead]).sum()
        for place in range(len(dead)):
            share = place / len(dead) if ties == "efron" else 0.0
            total = total - (scores[dead[place]] - torch.log(risk - share * tied))
    return total / sum(events)


def loss_of(kind: str, outputs: torch.Tensor) -> torch.Tensor:
    if kind == "classes":
        classes = torch.tensor([index % outputs.shape[1] for index in range(len(outputs))])
        weights = torch.tensor([1.0, 2.5, 0.5][: outputs.shape[1]], dtype=outputs.dtype)
        return torch.nn.functional.cross_entropy(outputs, classes, weight=weights)
    if kind == "binary":
        targets = torch.tensor([index % 2 for index in range(len(outputs))], dtype=outputs.dtype)
        return torch.nn.functional.binary_cross_entropy_with_logits(outputs.squeeze(1), targets)
    return cox(outputs.squeeze(1), [3.0, 1.0, 2.0], [0, 1, 1], "efron")


def network_case(depth, make, width, stride, bias, head, edge, batch, loss, seed, dtype):
    trunk = make(
        spatial_dims=3, n_input_channels=1, widen_factor=width / 64, conv1_t_stride=stride, feed_forward=False,
        bias_downsample=bias,
    )
    network = Network(trunk, head)
    fill(network, seed, depth >= 50)
    network.to(dtype)
    patches = 0.35 + 0.3 * draw(77, batch * edge**3).reshape(batch, 1, edge, edge, edge)
    patches = torch.tensor(patches, dtype=torch.float32).to(dtype).requires_grad_()
    network.eval()
    with torch.no_grad():
        features = network.trunk(patches)
        evaluated = network(patches)
    network.train()
    outputs = network(patches)
    value = loss_of(loss, outputs)
    value.backward()
    # With frozen statistics the gradient goes another way through batch norm.
    gradients = {our_name(name): digest(p.grad) for name, p in network.named_parameters()}
    by_patches = digest(patches.grad)
    statistics = {n: digest(t) for n, t in network.state_dict().items() if "running_" in n}
    torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-2).step()
    stepped = {our_name(name): digest(p) for name, p in network.named_parameters()}
    patches.grad = None
    network.eval()
    loss_of(loss, network(patches)).backward()
    return dict(
        architecture=dict(depth=depth, width=width, stemStride=stride, downsampleBias=bias, head=head),
        edge=edge, batch=batch, loss=loss, seed=seed,
        features=digest(features), evaluated=evaluated.flatten().tolist(), trained=outputs.flatten().tolist(),
        value=float(value.detach()), gradients=gradients, byPatches=by_patches, statistics=statistics, stepped=stepped,
        byPatchesAfterwards=digest(patches.grad),
    )


#: Norms below this count as this: the gradient of a bias before a batch norm is zero but for rounding.
SMALL = 0.01


def digests(case: dict) -> list[list[float]]:
    groups = [case["gradients"], case["statistics"], case["stepped"]]
    single = [case["features"], case["byPatches"], case["byPatchesAfterwards"]]
    return single + [entry for group in groups for entry in group.values()]


def conditioned_case(**case):
    for seed in range(1, 100):
        double = network_case(**case, seed=seed, dtype=torch.float64)
        single = network_case(**case, seed=seed, dtype=torch.float32)
        worst = max(
            max(abs(a - b) for a, b in zip(one, other)) / max(one[0], SMALL)
            for one, other in zip(digests(double), digests(single))
        )
        if worst < 2e-5:
            print(case["depth"], "seed", seed, "single against double precision", worst, flush=True)
            return double
    raise SystemExit(f"No seed makes a well-conditioned case of depth {case['depth']}")


def with_gradient(function, matrix):
    leaf = torch.tensor(matrix, dtype=torch.float64, requires_grad=True)
    value = function(leaf)
    value.backward()
    return dict(loss=float(value.detach()), gradient=leaf.grad.flatten().tolist())


def contrast(embeddings: torch.Tensor, count: int, temperature: float, variant: str) -> torch.Tensor:
    """Rows: first views, second views, first views of the background, second views of it; each `count` long."""
    unit = torch.nn.functional.normalize(embeddings, dim=1)
    total = torch.zeros((), dtype=unit.dtype)
    for view in (0, 1):
        for lesion in range(count):
            anchor = unit[view * count + lesion]
            positive = anchor @ unit[(1 - view) * count + lesion] / temperature
            if variant == "reference-code":
                others = [(2 + side) * count + scan for side in (0, 1) for scan in range(count) if scan != lesion]
            else:
                others = [(2 + view) * count + scan for scan in range(count)]
            negatives = unit[others] @ anchor / temperature
            total = total - (positive - torch.logsumexp(torch.cat([positive[None], negatives]), 0))
    return total / (2 * count)


def losses():
    logits = 2 * draw(5, 7 * 4).reshape(7, 4)
    classes = [0, 3, 1, 1, 2, 0, 3]
    weights = [0.5, 1.0, 2.0, 3.0]
    function = torch.nn.functional
    tensor = lambda values: torch.tensor(values, dtype=torch.float64)
    binary = [0.0, 1.0, 1.0, 0.0, 1.0]
    times, events = [5, 6, 6, 6, 7, 10, 13, 6, 22, 23], [1, 1, 1, 0, 1, 1, 1, 1, 1, 0]
    scores = 40 * draw(8, 5)
    risks = draw(9, 10)
    embeddings = draw(10, 12 * 5).reshape(12, 5)
    return dict(
        crossEntropy=dict(
            logits=logits.ravel().tolist(), classes=classes, weights=weights,
            plain=with_gradient(lambda x: function.cross_entropy(x, torch.tensor(classes)), logits),
            weighted=with_gradient(
                lambda x: function.cross_entropy(x, torch.tensor(classes), weight=tensor(weights)), logits
            ),
        ),
        binary=dict(
            logits=scores.tolist(), targets=binary,
            plain=with_gradient(lambda x: function.binary_cross_entropy_with_logits(x, tensor(binary)), scores),
            weighted=with_gradient(
                lambda x: function.binary_cross_entropy_with_logits(
                    x, tensor(binary), weight=tensor([3.0 if t else 0.5 for t in binary]), reduction="sum"
                ) / sum(3.0 if t else 0.5 for t in binary),
                scores,
            ),
        ),
        cox=dict(
            scores=risks.tolist(), times=times, events=events,
            **{t: with_gradient(lambda x, t=t: cox(x, times, events, t), risks) for t in ("efron", "breslow")},
        ),
        contrast=dict(
            embeddings=embeddings.ravel().tolist(), count=3, temperature=0.1,
            **{
                name: with_gradient(lambda x, v=variant: contrast(x, 3, 0.1, v), embeddings)
                for name, variant in (("referenceCode", "reference-code"), ("preprint", "preprint"))
            },
        ),
    )


def optimise(make, schedule=None, steps=5):
    """Two tensors under drawn gradients; the values after each step, and the rates used."""
    weights = [torch.nn.Parameter(torch.tensor(draw(20 + i, n), dtype=torch.float64)) for i, n in enumerate((6, 4))]
    optimiser = make(weights)
    scheduler = schedule(optimiser) if schedule else None
    trace, rates = [], []
    for step in range(steps):
        for index, weight in enumerate(weights):
            weight.grad = torch.tensor(0.3 * draw(100 + 10 * step + index, weight.numel()), dtype=torch.float64)
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        if scheduler:
            scheduler.step()
        trace.append([value for weight in weights for value in weight.detach().tolist()])
    return dict(rates=rates, values=trace)


class Lars(torch.optim.Optimizer):
    """You et al. 2017 with momentum as in PyTorch; the rule of the reference package's own optimiser."""

    def __init__(self, params, lr, momentum, weight_decay, trust=0.001, eps=1e-8):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, trust=trust, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                gradient = weight.grad.clone()
                size, slope = weight.norm(), weight.grad.norm()
                if group["weight_decay"] != 0 and size != 0 and slope != 0:
                    local = group["trust"] * size / (slope + size * group["weight_decay"] + group["eps"])
                    gradient = (gradient + group["weight_decay"] * weight) * local
                state = self.state[weight]
                state["velocity"] = gradient if "velocity" not in state else group["momentum"] * state["velocity"] + gradient
                weight -= group["lr"] * state["velocity"]


def optimisers():
    optim = torch.optim
    rates = lambda scheduler, steps: optimise(lambda w: optim.SGD(w, lr=0.1), scheduler, steps)["rates"]
    return dict(
        sgd=optimise(lambda w: optim.SGD(w, lr=0.1, momentum=0.9, weight_decay=0.01)),
        adam=optimise(lambda w: optim.Adam(w, lr=0.01, weight_decay=0.02)),
        lars=optimise(lambda w: Lars(w, lr=5.0, momentum=0.9, weight_decay=1e-2)),
        step=rates(lambda o: optim.lr_scheduler.StepLR(o, step_size=3, gamma=0.1), 10),
        cosine=rates(lambda o: optim.lr_scheduler.CosineAnnealingLR(o, T_max=9), 10),
        warmUp=rates(
            lambda o: optim.lr_scheduler.SequentialLR(
                o,
                [
                    optim.lr_scheduler.LinearLR(o, start_factor=0.25, total_iters=3),
                    optim.lr_scheduler.CosineAnnealingLR(o, T_max=7),
                ],
                milestones=[3],
            ),
            10,
        ),
    )


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [rounded(entry) for entry in value]
    return {key: rounded(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def write(name: str, content) -> None:
    (HERE / name).write_text(json.dumps(rounded(content), separators=(",", ":")) + "\n")


write("networks.json", [conditioned_case(**case) for case in CASES])
write("losses.json", losses())
write("optimisers.json", optimisers())
