"""Writes fmcib-loader-1.json: what SimpleITK gives for the steps of the reference package's dataset loader
(orient: False, orient_patch: True), padded to 50 voxels with -1024 HU.

    python -m venv venv && venv/bin/pip install SimpleITK numpy
    venv/bin/python make-loader-patches.py
"""

import json

import numpy as np
import SimpleITK as sitk
from cases import CASES, POSITIONS, volume


def patch(case):
    image = sitk.GetImageFromArray(volume(case["size"]))
    image.SetSpacing(case["spacingMm"])
    image.SetOrigin(case["originMm"])
    image.SetDirection(case["direction"])
    size = [int(round(n * s)) for n, s in zip(image.GetSize(), image.GetSpacing())]
    image = sitk.Resample(
        image, size, sitk.Transform(), sitk.sitkLinear, image.GetOrigin(), (1, 1, 1), image.GetDirection(), -1024,
        image.GetPixelID(),
    )
    centre = [int(value) for value in image.TransformPhysicalPointToContinuousIndex(case["seedMm"])]
    cut = sitk.SliceImageFilter()
    cut.SetStart([c - 25 for c in centre])
    cut.SetStop([c + 25 for c in centre])
    cropped = sitk.DICOMOrient(cut.Execute(image), "LPS")
    array = sitk.GetArrayFromImage(cropped)
    missing = [50 - n for n in array.shape]
    array = np.pad(array, [(m // 2, m - m // 2) for m in missing], constant_values=-1024)
    return array, cropped, missing


def entry(case):
    array, cropped, missing = patch(case)
    before = [m // 2 for m in reversed(missing)]
    origin = cropped.TransformContinuousIndexToPhysicalPoint([-float(n) for n in before])
    return {
        **case,
        "patchOriginMm": list(origin),
        "patchDirection": list(cropped.GetDirection()),
        "hu": array.ravel()[POSITIONS].tolist(),
    }


with open("fmcib-loader-1.json", "w") as file:
    json.dump({"madeWith": f"SimpleITK {sitk.Version.VersionString()}", "cases": [entry(case) for case in CASES]}, file)
