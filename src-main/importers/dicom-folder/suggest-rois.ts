const gross = /\bgtv|^gtv|[\s_-]gtv|gross.?t/i;
const lesionLike = /tumou?r|lesion|nodule|neoplasm|mass(?![a-z])/i;
const notTheLesion = /bed|margin|ring|body|skin|ptv|ctv|itv.?\+|avoid|opti/i;

/** The regions that are probably the lesion: gross tumour volumes, and only without any, names that speak of a lesion. */
export function suggestRois(names: readonly string[]): Set<string> {
  const allowed = names.filter((name) => !notTheLesion.test(name));
  const gtvs = allowed.filter((name) => gross.test(name));
  return new Set(gtvs.length > 0 ? gtvs : allowed.filter((name) => lesionLike.test(name)));
}
