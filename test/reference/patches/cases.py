"""The scans and seeds of the reference patches: a made-up volume in seven positions in space."""

import numpy as np

POSITIONS = [(7919 * m) % 125000 for m in range(1500)]
"""The patch voxels that the fixtures keep, as (z * 50 + y) * 50 + x."""


def volume(size):
    """Integer test pattern, index [k, j, i]; the TypeScript tests compute the same."""
    k, j, i = np.meshgrid(*(np.arange(n) for n in reversed(size)), indexing="ij")
    return ((i * 37 + j * 101 + k * 251 + ((i * j * k) % 97) * 11) % 2000 - 1000).astype("int16")


def turned(z_degrees, x_degrees):
    a, b = np.radians([z_degrees, x_degrees])
    about_z = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return about_z @ about_x


def case(name, size, spacing, direction, index):
    """The seed is given by the continuous voxel index it lies at."""
    origin = np.array([-31.25, -47.5, -503.125])
    direction = np.array(direction, dtype=float)
    seed = origin + direction @ (np.array(spacing) * np.array(index))
    return {
        "name": name,
        "size": list(size),
        "spacingMm": list(spacing),
        "originMm": origin.tolist(),
        "direction": direction.ravel().tolist(),
        "seedMm": seed.tolist(),
    }


IDENTITY = np.eye(3)
CASES = [
    case("LPS, middle", (64, 60, 26), (0.9, 1.1, 2.7), IDENTITY, (31.3, 28.6, 12.4)),
    case("LPS, corner", (64, 60, 26), (0.9, 1.1, 2.7), IDENTITY, (3.4, 55.2, 23.7)),
    case("RAS", (64, 60, 26), (0.9, 1.1, 2.7), np.diag([-1, -1, 1]), (30.2, 33.7, 11.3)),
    case("permuted", (40, 64, 60), (2.2, 0.8, 1.3), [[0, 0, 1], [1, 0, 0], [0, -1, 0]], (17.3, 36.4, 27.6)),
    case("oblique", (70, 64, 40), (0.9, 1.1, 2.7), turned(15, 5), (34.3, 30.6, 18.4)),
    case("1 mm, head first", (55, 54, 53), (1, 1, 1), np.diag([1, 1, -1]), (27.3, 26.6, 25.4)),
    case("nearly 1 mm RAS", (55, 54, 53), (1.0004, 1.0004, 1.0004), np.diag([-1, -1, 1]), (27.3, 26.6, 25.4)),
]
