"""Seconds of a training step in PyTorch with MONAI's networks: the fastest of a few."""
import json
import sys
import time

import torch
from monai.networks.nets import resnet18, resnet50

request = json.load(sys.stdin)
torch.set_num_threads(request["threads"])
makers = {18: resnet18, 50: resnet50}


def seconds(case: dict) -> float:
    trunk = makers[case["depth"]](
        spatial_dims=3, n_input_channels=1, widen_factor=case["width"] / 64, conv1_t_stride=case["stemStride"],
        feed_forward=False, bias_downsample=case["downsampleBias"],
    )
    network = torch.nn.Sequential(trunk, torch.nn.Linear(*case["head"]))
    optimiser = torch.optim.SGD(network.parameters(), lr=1e-4, momentum=0.9)
    patches = torch.rand(case["batch"], 1, 50, 50, 50)
    classes = torch.arange(case["batch"]) % 2
    fastest = float("inf")
    for _ in range(case["steps"]):
        begin = time.perf_counter()
        loss = torch.nn.functional.cross_entropy(network(patches), classes)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        fastest = min(fastest, time.perf_counter() - begin)
    return fastest


print(json.dumps([seconds(case) for case in request["cases"]]))
