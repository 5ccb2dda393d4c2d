import { listed, unique } from './sections.ts';

/**
 * The sentences of several texts, each once and in their first order. Sentences that differ in one number alone become
 * one that lists it: `intervals over 45 patients` and `... 42 patients` give `intervals over 45 and 42 patients`.
 */
export function mergeSentences(texts: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const sentence of unique(texts.flatMap(sentencesOf))) {
    const pattern = sentence.replaceAll(numberPattern, '#');
    groups.set(pattern, [...(groups.get(pattern) ?? []), sentence]);
  }
  return [...groups.values()].flatMap(joinAlike).join(' ');
}

const numberPattern = /\d+(?:\.\d+)?/g;

/** A full stop ends a sentence where a capital letter follows. */
const sentencesOf = (text: string): string[] => text.trim().split(/(?<=[.!?])\s+(?=[A-Z“"])/);

/** Sentences of one pattern: one where a single number differs, else as they are. */
function joinAlike(sentences: readonly string[]): readonly string[] {
  const [first] = sentences;
  if (first === undefined || sentences.length === 1) return sentences;
  const numbers = sentences.map((sentence) => sentence.match(numberPattern) ?? []);
  const differing = (numbers[0] ?? []).flatMap((value, at) => (numbers.some((row) => row[at] !== value) ? [at] : []));
  const [at] = differing;
  if (at === undefined || differing.length > 1) return sentences;
  const values = listed(unique(numbers.map((row) => row[at] ?? '')));
  let seen = -1;
  return [first.replaceAll(numberPattern, (value) => (++seen === at ? values : value))];
}
