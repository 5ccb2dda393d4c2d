"""Tilted and unevenly spaced series on a regular grid, read with pydicom and interpolated with scipy.

python3 make.py DICOM_GEOMETRY_FOLDER > expected.json      (pydicom 2.3.1, numpy 1.24, scipy 1.10)

The grid: axes along rows, columns and normal; it begins at the first slice and at the smallest place across; its step is
the mean one, or where steps differ by more than a tenth the lower quartile. Each slice is interpolated linearly at the
point's place in its plane (-1024 HU outside), then linearly along the normal between the true neighbours.
"""
import io, json, sys, zipfile
import numpy as np, pydicom
from scipy.ndimage import map_coordinates

result = {}
for name in ('gantrytilting-001.zip', 'sliceincrement-001.zip', 'ge-tilt-uneven-spacing.zip'):
    slices = []
    archive = zipfile.ZipFile(f'{sys.argv[1]}/{name}')
    for entry in archive.namelist():
        data = archive.read(entry)
        if data[128:132] == b'DICM':
            slices.append(pydicom.dcmread(io.BytesIO(data)))
    iop = np.array(slices[0].ImageOrientationPatient, float)
    row, down = iop[:3] / np.linalg.norm(iop[:3]), iop[3:] / np.linalg.norm(iop[3:])
    normal = np.cross(row, down)
    slices.sort(key=lambda s: np.dot(np.array(s.ImagePositionPatient, float), normal))
    at = np.array([np.array(s.ImagePositionPatient, float) for s in slices])
    along = at @ normal
    spacing = np.array(slices[0].PixelSpacing, float)
    hu = [s.pixel_array.astype(float) * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices]
    rows, columns = hu[0].shape
    random = np.random.default_rng(1)
    steps = np.diff(along)
    uneven = np.any(np.abs(steps - np.sort(steps)[(len(steps) - 1) // 2]) > 0.1 * np.sort(steps)[(len(steps) - 1) // 2])
    step = np.sort(steps)[(len(steps) - 1) // 4] if uneven else steps.mean()
    planes = int((along[-1] - along[0]) / step + 0.01) + 1
    across = (at - at[0]) @ np.stack([row, down]).T
    low, high = across.min(0), across.max(0)
    size = [columns + int(np.ceil((high[0] - low[0]) / spacing[1] - 1e-6)), rows + int(np.ceil((high[1] - low[1]) / spacing[0] - 1e-6)), planes]
    origin = at[0] + row * low[0] + down * low[1]
    voxels = []
    for _ in range(60):
        i, j, k = (int(random.integers(0, n)) for n in size)
        point = origin + row * i * spacing[1] + down * j * spacing[0] + normal * k * step
        height = min(k * step + along[0], along[-1])
        n = min(np.searchsorted(along, height, side='right') - 1, len(along) - 2)
        values = []
        for s in (n, n + 1):
            offset = point - at[s]
            values.append(map_coordinates(hu[s], [[np.dot(offset, down) / spacing[0]], [np.dot(offset, row) / spacing[1]]], order=1, mode='grid-constant', cval=-1024)[0])
        share = (height - along[n]) / (along[n + 1] - along[n])
        voxels.append([i, j, k, round(float(values[0] * (1 - share) + values[1] * share), 4)])
    result[name] = {'size': size, 'spacingMm': [float(spacing[1]), float(spacing[0]), float(step)], 'originMm': [float(v) for v in origin], 'voxels': voxels}
print(json.dumps(result))
