"""Small volume files of every kind that is read, and where SimpleITK and nibabel say their voxels are.

    pip install numpy nibabel SimpleITK pynrrd && python make.py

Writes files.json: per file its bytes (base64) and those of the files beside it, the LPS affine of its voxels (rows of
four), and which of the two gave it. Voxel (i, j, k) holds i + 10 j + 100 k - 500 unless `values` says otherwise.
Tolerance of the test: 1e-4 mm, values exact (1e-3 where scaled).
"""
import base64, json, os, tempfile
import numpy as np, nibabel as nib, nrrd
import SimpleITK as sitk

folder = tempfile.mkdtemp()
shape = (7, 6, 5)
i, j, k = np.meshgrid(*[np.arange(n) for n in shape], indexing="ij")
values = (i + 10 * j + 100 * k - 500).astype(np.int16)
c, s = np.cos(0.3), np.sin(0.3)
turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
spacing = np.array([0.75, 1.25, 2.5])
oblique = np.eye(4)
oblique[:3, :3] = turn * spacing
oblique[:3, 3] = [-12.5, 40.25, -301.5]
sheared = oblique.copy()
sheared[:3, 2] += 0.4 * sheared[:3, 1]
flipped = np.diag([-0.75, 1.25, 2.5, 1.0])
flipped[:3, 3] = [90, -20, 10]
ras_to_lps = np.diag([-1, -1, 1, 1])
files = {}


def stored(name):
    with open(os.path.join(folder, name), "rb") as file:
        return base64.b64encode(file.read()).decode()


def add(name, affine_lps, source, beside=(), data=values):
    files[name] = {
        "bytes": stored(name),
        "beside": {other: stored(other) for other in beside},
        "affine": np.asarray(affine_lps)[:3].tolist(),
        "source": source,
        "values": None if data is values else data.ravel(order="F").tolist(),
    }


def nifti(name, image, header=None, beside=(), affine=None, data=values):
    nib.save(image, os.path.join(folder, name))
    read = nib.load(os.path.join(folder, header or name))
    add(header or name, ras_to_lps @ (read.affine if affine is None else affine), "nibabel", beside, data)


def image(kind=nib.Nifti1Image, sform=None, qform=None, data=values):
    made = kind(data, None)
    made.header.set_xyzt_units("mm")
    made.set_sform(sform, code=2 if sform is not None else 0)
    made.set_qform(qform, code=1 if qform is not None else 0)
    return made


nifti("sform.nii", image(sform=oblique))
nifti("qform.nii.gz", image(qform=oblique))
nifti("left-handed-qform.nii", image(qform=flipped))
nifti("both-sform-wins.nii", image(sform=oblique, qform=flipped))
nifti("sheared-sform.nii", image(sform=sheared, qform=oblique), affine=oblique)
nifti("version-2.nii.gz", image(nib.Nifti2Image, sform=oblique))
nifti("pair.img", image(nib.Nifti1Pair, sform=oblique), header="pair.hdr", beside=["pair.img"])
swapped = image(sform=oblique)
big = nib.Nifti1Image(values, oblique, header=swapped.header.as_byteswapped(">"))
nifti("big-endian.nii", big)
scaled = nib.Nifti1Image(values.astype(np.float64), oblique)
scaled.header.set_data_dtype(np.int16)
scaled.header.set_slope_inter(0.5, -24.25)
nib.save(scaled, os.path.join(folder, "scaled.nii"))
nifti("scaled.nii", scaled, data=nib.load(os.path.join(folder, "scaled.nii")).get_fdata())
for kind in ["uint8", "int32", "float32", "float64", "uint16"]:
    one = (values - values.min()).astype(kind) if kind.startswith("uint") else values.astype(kind)
    one = (one % 251).astype(kind) if kind == "uint8" else one
    nifti(f"{kind}.nii", image(sform=oblique, data=one), data=one)

itk = sitk.GetImageFromArray(values.transpose(2, 1, 0))
lps = ras_to_lps @ oblique
itk.SetSpacing(spacing.tolist())
itk.SetOrigin(lps[:3, 3].tolist())
itk.SetDirection((lps[:3, :3] / spacing).ravel().tolist())


def by_itk(name, compressed, beside=(), source=itk, data=values):
    path = os.path.join(folder, name)
    sitk.WriteImage(source, path, useCompression=compressed)
    read = sitk.ReadImage(path)
    affine = np.eye(4)
    affine[:3, :3] = np.reshape(read.GetDirection(), (3, 3)) * np.array(read.GetSpacing())
    affine[:3, 3] = read.GetOrigin()
    add(name, affine, "SimpleITK", beside, data)


by_itk("plain.nrrd", False)
by_itk("gzipped.nrrd", True)
by_itk("detached.nhdr", False, ["detached.raw"])
by_itk("detached-gzipped.nhdr", True, ["detached-gzipped.raw.gz"])
by_itk("plain.mha", False)
by_itk("compressed.mha", True)
by_itk("two-files.mhd", False, ["two-files.raw"])
by_itk("two-files-compressed.mhd", True, ["two-files-compressed.zraw"])
by_itk("double.mha", True, source=sitk.Cast(itk, sitk.sitkFloat64))
by_itk("long.nrrd", True, source=sitk.Cast(itk, sitk.sitkInt64))

ras = {"space": "right-anterior-superior", "space directions": oblique[:3, :3].T, "space origin": oblique[:3, 3]}
for encoding in ["raw", "gzip", "ascii"]:
    name = f"ras-{encoding}.nrrd"
    nrrd.write(os.path.join(folder, name), values, {**ras, "encoding": encoding})
    read = sitk.ReadImage(os.path.join(folder, name))
    affine = np.eye(4)
    affine[:3, :3] = np.reshape(read.GetDirection(), (3, 3)) * np.array(read.GetSpacing())
    affine[:3, 3] = read.GetOrigin()
    add(name, affine, "SimpleITK")

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "files.json"), "w") as out:
    json.dump(files, out, indent=1)
    out.write("\n")
