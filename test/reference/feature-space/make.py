"""Reference values of the feature space: principal components, neighbours, t-SNE, silhouette, trustworthiness, density, smoothing.

Python 3.11, numpy, scipy, scikit-learn 1.9. Run in this folder: python make.py
The t-SNE functions with an underscore are scikit-learn's own: the optimiser's path differs by rounding, so
similarities and gradients are compared one by one, and the end by the mean divergence and trustworthiness over starts
that are nudged by a thousandth, because such a nudge alone moves the divergence by several percent.
"""

import json

import numpy as np
import scipy
import sklearn
from scipy.ndimage import gaussian_filter
from scipy.stats import gaussian_kde
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities, _joint_probabilities_nn, _kl_divergence, _kl_divergence_bh
from sklearn.metrics import balanced_accuracy_score, silhouette_score
from sklearn.model_selection import LeaveOneOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.preprocessing import StandardScaler

random = np.random.default_rng(7)


def clusters(rows, columns, classes, spread):
    centres = random.normal(size=(classes, columns)) * spread
    labels = np.arange(rows) % classes
    values = centres[labels] + random.normal(size=(rows, columns)) * (1 + np.arange(columns) / columns)
    return np.round(values + 3, 3), labels


def listed(array, digits=15):
    return [float(f"{value:.{digits}g}") for value in np.asarray(array, dtype=float).ravel()]


def components(values, count):
    fitted = PCA(count, svd_solver="full").fit(values)
    return {
        "scores": listed(fitted.transform(values)),
        "variances": listed(fitted.explained_variance_),
        "shares": listed(fitted.explained_variance_ratio_),
    }


def case(values, labels, each):
    scaled = StandardScaler().fit_transform(values)
    distances, indices = NearestNeighbors(n_neighbors=each).fit(values).kneighbors()
    plane = PCA(2, svd_solver="full").fit_transform(values)
    same = (labels[indices] == labels[:, None]).mean()
    predicted = cross_val_predict(KNeighborsClassifier(each), values, labels, cv=LeaveOneOut())
    return {
        "rows": len(values),
        "columns": values.shape[1],
        "values": listed(values),
        "labels": labels.tolist(),
        "pca": components(values, 4),
        "scaledPca": components(scaled, 4),
        "each": each,
        "neighbours": indices.ravel().tolist(),
        "distances": listed(distances),
        "silhouette": silhouette_score(values, labels),
        "trustworthiness": trustworthiness(values, plane, n_neighbors=each),
        "purity": float(same),
        "balancedAccuracy": balanced_accuracy_score(labels, predicted),
    }


def tsne_case(values, perplexity):
    n = len(values)
    graph = NearestNeighbors(n_neighbors=int(3 * perplexity + 1)).fit(values).kneighbors_graph(mode="distance")
    graph.data **= 2
    sparse = _joint_probabilities_nn(graph, perplexity, 0)
    squared = ((values[:, None, :] - values[None, :, :]) ** 2).sum(axis=2)
    dense = _joint_probabilities(squared, perplexity, 0)
    points = np.round(random.normal(size=(n, 2)) * 4, 3)
    exact, exact_gradient = _kl_divergence(points.ravel(), dense, 1, n, 2)
    tree, tree_gradient = _kl_divergence_bh(points.ravel().astype(np.float32), sparse, 1, n, 2, angle=0.5)
    ends = {}
    start = PCA(2, svd_solver="full").fit_transform(values)
    start *= 1e-4 / start[:, 0].std()
    for method in ["exact", "barnes_hut"]:
        fits = []
        for _ in range(12):
            nudged = start * (1 + 1e-3 * random.normal(size=start.shape))
            fits.append(TSNE(perplexity=perplexity, method=method, init=nudged.astype(np.float32)).fit(values))
        ends[method] = {
            "divergence": float(np.mean([fit.kl_divergence_ for fit in fits])),
            "trustworthiness": float(np.mean([trustworthiness(values, fit.embedding_, n_neighbors=5) for fit in fits])),
            "learningRate": float(fits[0].learning_rate_),
        }
    rows = sparse.toarray()
    entropies = [-(row[row > 0] * np.log(row[row > 0])).sum() for row in rows]
    return {
        "rows": n,
        "columns": values.shape[1],
        "values": listed(values),
        "perplexity": perplexity,
        "similarities": listed(rows[3], 9),
        "entropies": listed(entropies, 9),
        "denseSimilarities": listed(scipy.spatial.distance.squareform(dense)[3], 9),
        "points": listed(points),
        "exact": {"divergence": exact, "gradient": listed(exact_gradient, 9)},
        "barnesHut": {"divergence": float(tree), "gradient": listed(tree_gradient, 9)},
        "ends": ends,
    }


def density_case():
    points = np.round(np.vstack([random.normal(size=(40, 2)) @ [[2, 1], [0, 0.7]], random.normal(size=(25, 2)) + 4]), 3)
    kernel = gaussian_kde(points.T)
    places = np.round(random.uniform(-5, 7, size=(12, 2)), 3)
    return {
        "points": listed(points),
        "covariance": listed(kernel.covariance),
        "places": listed(places),
        "densities": listed(kernel(places.T)),
    }


def smoothing_case():
    cube = np.round(random.normal(size=(6, 6, 6)), 3)
    sigmas = [0.7, 1.0, 2.5]
    return {
        "values": listed(cube),
        "smoothed": [{"sigma": s, "values": listed(gaussian_filter(cube, s), 10)} for s in sigmas],
    }


tall = clusters(60, 12, 3, 0.9)
wide = clusters(36, 90, 4, 0.45)
result = {
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "tall": case(*tall, each=7),
    "wide": case(*wide, each=5),
    "tsne": tsne_case(clusters(150, 8, 5, 1.2)[0], 12),
    "density": density_case(),
    "smoothing": smoothing_case(),
}
with open("feature-space.json", "w") as file:
    json.dump(result, file)
    file.write("\n")
