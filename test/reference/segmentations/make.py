"""DICOM SEG of every kind that is read, written by highdicom, and the voxels that they hold.

    pip install numpy pydicom highdicom pylibjpeg pylibjpeg-rle pylibjpeg-openjpeg && python make.py

Writes files.json: the geometry of the CT that all but one were drawn on, and per file its bytes (base64) and, per
segment label, the indices (k, j, i) of its voxels. `half.dcm` was drawn on a grid of half the pixel and slice distance;
its expected voxels are those whose nearest pixel is inside. Tolerance of the test: none.
"""
import base64, io, json, os
import numpy as np, pydicom, highdicom as hd
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sr.codedict import codes
from pydicom.uid import (CTImageStorage, DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian,
                         JPEG2000Lossless, RLELossless)

rng = np.random.default_rng(4)
study, frame = hd.UID(), hd.UID()


def ct(size, spacing, origin):
    columns, rows, slices = size
    series, made = hd.UID(), []
    for index in range(slices):
        one = Dataset()
        one.file_meta = FileMetaDataset()
        one.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        one.SOPClassUID, one.SOPInstanceUID = CTImageStorage, hd.UID()
        one.StudyInstanceUID, one.SeriesInstanceUID, one.FrameOfReferenceUID = study, series, frame
        one.PatientID, one.PatientName, one.PatientBirthDate, one.PatientSex = "made", "made", "", ""
        one.StudyID, one.AccessionNumber, one.StudyDate, one.StudyTime = "1", "", "20200101", "000000"
        one.ReferringPhysicianName, one.Modality = "", "CT"
        one.Rows, one.Columns, one.PixelSpacing, one.SliceThickness = rows, columns, [spacing[1], spacing[0]], spacing[2]
        one.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        one.ImagePositionPatient = [origin[0], origin[1], origin[2] + index * spacing[2]]
        one.InstanceNumber, one.SamplesPerPixel, one.PhotometricInterpretation = index + 1, 1, "MONOCHROME2"
        one.BitsAllocated, one.BitsStored, one.HighBit, one.PixelRepresentation = 16, 16, 15, 1
        one.PixelData = np.zeros((rows, columns), np.int16).tobytes()
        made.append(one)
    return made


def segment(number, label):
    return hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=label,
        segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
        segmented_property_type=codes.SCT.Neoplasm,
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
    )


size, spacing, origin = (40, 36, 6), (0.8, 0.8, 2.5), (-20.0, 11.0, 300.0)
scan = ct(size, spacing, origin)
first = np.zeros(size[::-1], bool)
first[1:4, 2:6, 3:8] = True
first &= rng.random(first.shape) < 0.8
second = np.zeros_like(first)
second[2:5, 4:8, 1:5] = True
voxels = lambda mask: np.argwhere(mask).tolist()
files = {}


def add(name, pixels, kind, labels, masks, syntax=ExplicitVRLittleEndian, source=scan, **more):
    made = hd.seg.Segmentation(
        source_images=source, pixel_array=pixels.astype(np.uint8) if pixels.dtype == bool else pixels, segmentation_type=kind,
        segment_descriptions=[segment(n + 1, label) for n, label in enumerate(labels)],
        series_instance_uid=hd.UID(), series_number=2, sop_instance_uid=hd.UID(), instance_number=1,
        manufacturer="made", manufacturer_model_name="made", software_versions="1", device_serial_number="1",
        transfer_syntax_uid=syntax, **more)
    out = io.BytesIO()
    made.save_as(out)
    files[name] = {"bytes": base64.b64encode(out.getvalue()).decode(),
                   "voxels": {label: voxels(mask) for label, mask in zip(labels, masks)}}


kinds = hd.seg.SegmentationTypeValues
both = np.stack([first, second], axis=-1)
apart = (first + 2 * (second & ~first)).astype(np.uint8)
add("binary.dcm", first, kinds.BINARY, ["Lesion"], [first])
add("implicit.dcm", first, kinds.BINARY, ["Lesion"], [first], syntax=ImplicitVRLittleEndian)
add("overlapping.dcm", both, kinds.BINARY, ["Lesion", "Other"], [first, second])
add("all-frames.dcm", first, kinds.BINARY, ["Lesion"], [first], omit_empty_frames=False)
shares = np.clip(first * 0.7 + rng.random(first.shape) * 0.3, 0, 1)
stored = np.around(shares * 200)
for kind in ["PROBABILITY", "OCCUPANCY"]:
    add(f"fractional-{kind.lower()}.dcm", shares.astype(np.float32), kinds.FRACTIONAL, ["Lesion"], [stored >= 100],
        fractional_type=kind, max_fractional_value=200)
add("fractional-rle.dcm", shares.astype(np.float32), kinds.FRACTIONAL, ["Lesion"], [stored >= 100], syntax=RLELossless,
    max_fractional_value=200)
for name, syntax in [("", ExplicitVRLittleEndian), ("-rle", RLELossless), ("-jpeg-2000", JPEG2000Lossless)]:
    add(f"label-map{name}.dcm", apart, kinds.LABELMAP, ["Lesion", "Other"], [apart == 1, apart == 2], syntax=syntax)
wide = io.BytesIO(base64.b64decode(files["label-map.dcm"]["bytes"]))
words = pydicom.dcmread(wide)
words.PixelData = np.frombuffer(words.PixelData, np.uint8)[: words.Rows * words.Columns * int(words.NumberOfFrames)].astype("<u2").tobytes()
words.BitsAllocated = words.BitsStored = 16
words.HighBit = 15
words["PixelData"].VR = "OW"
again = io.BytesIO()
words.save_as(again)
files["label-map-16.dcm"] = {**files["label-map.dcm"], "bytes": base64.b64encode(again.getvalue()).decode()}
deflated = pydicom.dcmread(io.BytesIO(base64.b64decode(files["binary.dcm"]["bytes"])))
deflated.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
out = io.BytesIO()
deflated.save_as(out)
files["deflated.dcm"] = {**files["binary.dcm"], "bytes": base64.b64encode(out.getvalue()).decode()}

half = ct((80, 72, 12), (0.4, 0.4, 1.25), (-20.13, 10.92, 299.7))
fine = np.zeros((12, 72, 80), bool)
fine[2:9, 3:13, 5:15] = True
fine &= rng.random(fine.shape) < 0.9
nearest = np.zeros_like(first)
for k, j, i in np.ndindex(first.shape):
    at = [origin[0] + i * 0.8, origin[1] + j * 0.8, origin[2] + k * 2.5]
    n = [round((at[0] + 20.13) / 0.4), round((at[1] - 10.92) / 0.4), round((at[2] - 299.7) / 1.25)]
    if all(0 <= v < m for v, m in zip(n, (80, 72, 12))):
        nearest[k, j, i] = fine[n[2], n[1], n[0]]
add("half.dcm", fine, kinds.BINARY, ["Lesion"], [nearest], source=half)

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "files.json"), "w") as out:
    json.dump({"size": size, "spacingMm": spacing, "originMm": origin, "files": files}, out)
    out.write("\n")
