"""Writes fmcib-pip-1.json: what MONAI 1.3.0 (PyTorch 1.13) gives for the transforms of the reference package's
`fmcib.preprocessing.preprocess`, after reading.

    PyTorch 1.13, MONAI 1.3.0 and nibabel must be importable
    python3 make-pip-patches.py
"""

import json

import monai
import numpy as np
import torch
from cases import CASES, POSITIONS, volume
from monai.data import MetaTensor
from monai.transforms import Orientation, Spacing, SpatialPad


def crop(image, seed_lps):
    """Crop about the truncated seed index, clamped to the volume."""
    seed_ras = np.array([-seed_lps[0], -seed_lps[1], seed_lps[2], 1])
    centre = [int(value) for value in (np.linalg.inv(np.array(image.affine)) @ seed_ras)[:3]]
    (a, b), (c, d), (e, f) = [(max(m - 25, 0), min(m + 25, n)) for m, n in zip(centre, image.shape[1:])]
    return image[:, a:b, c:d, e:f]


def patch(case):
    lps = np.eye(4)
    lps[:3, :3] = np.array(case["direction"]).reshape(3, 3) @ np.diag(case["spacingMm"])
    lps[:3, 3] = case["originMm"]
    array = np.transpose(volume(case["size"]), (2, 1, 0)).astype("float32")
    image = MetaTensor(torch.tensor(array[None]), affine=torch.tensor(np.diag([-1, -1, 1, 1]) @ lps))
    image = (image + 1024) / 3072
    image = Spacing(pixdim=1, mode="linear", padding_mode="zeros", align_corners=True, diagonal=True)(image)
    image = Orientation(axcodes="LPS")(image)
    cropped = crop(image, case["seedMm"])
    turned = torch.as_tensor(np.array(cropped)).permute(0, 3, 2, 1)
    return np.array(SpatialPad(spatial_size=[50, 50, 50])(turned))[0]


entries = [{**case, "scaled": [round(float(v), 6) for v in patch(case).ravel()[POSITIONS]]} for case in CASES]
with open("fmcib-pip-1.json", "w") as file:
    json.dump({"madeWith": f"MONAI {monai.__version__}, PyTorch {torch.__version__}", "cases": entries}, file)
