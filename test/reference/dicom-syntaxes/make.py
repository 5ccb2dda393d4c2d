"""A computed CT slice of 37 x 23 pixels in compressed encodings, each unpacked again by its own encoder's library.

python3 make.py > slices.json      (pydicom 2.3.1, dcmcjpeg/dcmcjpls/dcmcrle of DCMTK 3.6.7, gdcmconv of GDCM 3.0.21)
"""
import base64, json, os, subprocess, tempfile
import numpy as np, pydicom
from pydicom.dataset import FileDataset, FileMetaDataset

folder = tempfile.mkdtemp()
plain = f'{folder}/plain.dcm'
meta = FileMetaDataset()
meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.2'
meta.MediaStorageSOPInstanceUID = '1.2.3.4.1'
meta.TransferSyntaxUID = '1.2.840.10008.1.2.1'
d = FileDataset(plain, {}, file_meta=meta, preamble=b'\0' * 128)
d.is_little_endian, d.is_implicit_VR = True, False
d.SOPClassUID, d.SOPInstanceUID, d.Modality, d.PatientID = meta.MediaStorageSOPClassUID, '1.2.3.4.1', 'CT', 'made'
d.StudyInstanceUID, d.SeriesInstanceUID = '1.2.2', '1.2.3'
d.ImagePositionPatient, d.ImageOrientationPatient, d.PixelSpacing = [0, 0, 0], [1, 0, 0, 0, 1, 0], [1, 1]
d.SamplesPerPixel, d.PhotometricInterpretation, d.Rows, d.Columns = 1, 'MONOCHROME2', 23, 37
d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = 16, 16, 15, 1
d.RescaleSlope, d.RescaleIntercept = 1, -1024
y, x = np.mgrid[0:23, 0:37]
values = (1500 * np.sin(x / 5) * np.cos(y / 4) + (x * 7919 + y * 104729) % 97 - 300).astype('<i2')
values[0, 0], values[22, 36], values[3, 3], values[3, 4] = -32768, 32767, 32767, -32768
d.PixelData = values.tobytes()
d.save_as(plain)
encoders = {f'JPEG lossless, predictor {n}': ['dcmcjpeg', '-q', '+el', '+sv', str(n)] for n in range(1, 8)}
encoders |= {'JPEG-LS': ['dcmcjpls', '-q'], 'RLE': ['dcmcrle', '-q'], 'JPEG 2000': ['gdcmconv', '--j2k']}
files = {}
for title, command in encoders.items():
    subprocess.run([*command, plain, f'{folder}/out.dcm'], check=True)
    files[title] = base64.b64encode(open(f'{folder}/out.dcm', 'rb').read()).decode()
print(json.dumps({'hu': (values.astype(int) - 1024).ravel().tolist(), 'files': files}))
