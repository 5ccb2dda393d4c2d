/** A number of fewer digits is too common a value to be taken for an identifier wherever it stands. */
const shortestNumber = 5;
const shortestName = 3;
const word = /[\p{L}\p{N}]+/gu;
const wordCharacter = /[\p{L}\p{N}]/u;

/**
 * The texts that give patients away, and what stands in their place. Identifiers are found as a whole cell or as words
 * of a text, whatever their case; numbers of fewer than five digits are not, since `7` may as well be a grade.
 */
export class Secrets {
  readonly #replacements = new Map<string, string>();
  /** First word of the secrets -> their lengths, the longest first. */
  readonly #lengths = new Map<string, number[]>();

  addIdentifier(identifier: string, replacement: string): void {
    const text = identifier.trim();
    if (/^\d+$/.test(text) ? text.length < shortestNumber : text.length < 2) return;
    this.#add(text, replacement);
  }

  /** A name as a table or a DICOM header writes it, e.g. `Doe^Jane` or `Doe, Jane`: as a whole and each part of it. */
  addName(name: string, replacement: string): void {
    for (const part of [name.trim(), ...name.split(/[\s^,;=.]+/)]) {
      if (part.length >= shortestName && !/^\d+$/.test(part)) this.#add(part, replacement);
    }
  }

  #add(text: string, replacement: string): void {
    const key = text.toLowerCase();
    const first = key.match(word)?.[0];
    if (first === undefined || this.#replacements.has(key)) return;
    this.#replacements.set(key, replacement);
    // What comes before the first word, such as a bracket, is not looked for.
    const length = key.length - key.indexOf(first);
    this.#replacements.set(key.slice(key.indexOf(first)), replacement);
    const lengths = this.#lengths.get(first) ?? [];
    if (!lengths.includes(length))
      this.#lengths.set(
        first,
        [...lengths, length].sort((a, b) => b - a),
      );
  }

  /** The text without any of the secrets. */
  remove(text: string): string {
    if (this.#replacements.size === 0) return text;
    const lower = text.toLowerCase();
    const whole = this.#replacements.get(lower.trim());
    if (whole !== undefined) return whole;
    let [out, copied] = ['', 0];
    for (const { 0: found, index } of lower.matchAll(word)) {
      if (index < copied) continue;
      for (const length of this.#lengths.get(found) ?? []) {
        const replacement = this.#replacements.get(lower.slice(index, index + length));
        if (replacement === undefined || wordCharacter.test(lower.charAt(index + length))) continue;
        out += text.slice(copied, index) + replacement;
        copied = index + length;
        break;
      }
    }
    return out + text.slice(copied);
  }
}
