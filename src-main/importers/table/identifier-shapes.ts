const mostShapes = 200;

/**
 * Watches what patient identifiers look like (`LUNG1-001` is `a9-9`), to point at notes and headings that stand below a
 * table as if they were patients.
 */
export class IdentifierShapes {
  readonly #shapes = new Map<string, { count: number; firstLine: number }>();
  #total = 0;

  add(identifier: string, line: number): void {
    this.#total++;
    const shape = identifier
      .trim()
      .slice(0, 64)
      .replaceAll(/\d+/g, '9')
      .replaceAll(/\p{L}+/gu, 'a');
    const known = this.#shapes.get(shape);
    if (known) known.count++;
    else if (this.#shapes.size < mostShapes) this.#shapes.set(shape, { count: 1, firstLine: line });
  }

  /** The rows unlike the rest, where at least four in five identifiers look the same; else null. */
  get oddOnes(): { count: number; firstLine: number } | null {
    const byCount = [...this.#shapes.values()].sort((a, b) => b.count - a.count);
    const [usual, ...others] = byCount;
    if (!usual || others.length === 0 || usual.count < 0.8 * this.#total) return null;
    return { count: this.#total - usual.count, firstLine: Math.min(...others.map(({ firstLine }) => firstLine)) };
  }
}
