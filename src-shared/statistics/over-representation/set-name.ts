const origins = /^(HALLMARK|REACTOME|KEGG_MEDICUS|KEGG|BIOCARTA|PID|WP|GOBP|GOCC|GOMF|GO|HP)_(?=.)/;
/** Words that stay as they are written in capitals: genes and what the field abbreviates. */
const capitals = new Set(
  'DNA RNA MRNA ATP GTP NADH UV ROS G2M G1 G2 S M E2F MYC TNF TNFA NFKB IL1 IL2 IL6 JAK STAT STAT3 STAT5 KRAS MTOR MTORC1 AKT PI3K TGF P53 TP53 WNT EGFR VEGF MAPK ERK MHC TCR BCR PD1 HIV ECM GPCR FGFR NOTCH1 NOTCH2 II III IV V1 V2 UP DN'.split(
    ' ',
  ),
);
const longest = 75;

/**
 * The name of a set for the eye: `HALLMARK_TNFA_SIGNALING_VIA_NFKB` becomes `TNFA signaling via NFKB`; names that are
 * not in capitals and underscores stay as they are.
 */
export function readableSetName(name: string): string {
  if (!/^[A-Z0-9_()./-]+$/.test(name) || !name.includes('_')) return name;
  const words = name
    .replace(origins, '')
    .split('_')
    .filter((word) => word !== '')
    .map((word) => (capitals.has(word) ? word : word.toLowerCase()));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** For an axis: names of at most 75 characters that stay different when shortened. */
export function axisNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const readable = readableSetName(name);
    const short = readable.length <= longest ? readable : `${readable.slice(0, longest - 1).trimEnd()}…`;
    let unique = short;
    for (let copy = 2; used.has(unique); copy++) unique = `${short} (${copy})`;
    used.add(unique);
    return unique;
  });
}
