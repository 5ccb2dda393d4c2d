"""Maps of the features by scikit-learn, openTSNE and umap-learn, each timed from the features to the points."""

import json
import os
import sys
import time
import warnings

# Threads that wait must not spin: on a machine with other work they would take ten times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness

warnings.filterwarnings("ignore")
given = json.load(sys.stdin)
features = np.fromfile(given["path"], dtype=np.float32).reshape(given["rows"], given["columns"])
result = {}


def timed(name, make):
    start = time.perf_counter()
    points, divergence = make()
    seconds = time.perf_counter() - start
    trust = None if points is None else float(trustworthiness(features, points, n_neighbors=10))
    result[name] = {"seconds": seconds, "divergence": divergence, "trustworthiness": trust}


def components():
    PCA(10, svd_solver="covariance_eigh" if given["rows"] > given["columns"] else "auto").fit(features)
    return None, None


def tsne():
    fitted = TSNE(random_state=0).fit(features)
    return fitted.embedding_, float(fitted.kl_divergence_)


def open_tsne():
    from openTSNE import TSNE as OpenTSNE

    # The procedure of scikit-learn: the same learning rate, and the phases of 250 and 750 iterations.
    options = dict(learning_rate=50, early_exaggeration_iter=250, n_iter=750, negative_gradient_method="bh")
    points = OpenTSNE(n_jobs=given["threads"], random_state=0, **options).fit(features)
    return np.asarray(points), float(points.kl_divergence)


def umap():
    from umap import UMAP

    return UMAP(random_state=42, n_jobs=1).fit_transform(features), None


TSNE(perplexity=5, max_iter=250).fit(features[:40])
timed("components", components)
timed("barnesHut", tsne)
for name, make in [("openTsne", open_tsne), ("umap", umap)]:
    try:
        # Once for its compiler, once for the time.
        make()
        timed(name, make)
    except ImportError:
        pass
json.dump(result, sys.stdout)
