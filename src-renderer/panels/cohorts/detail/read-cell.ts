import type { Cell, Column } from '#shared/domain/entities.ts';

/** What was typed into a cell, as a value of its column; empty is missing. A decimal comma is read as a point. */
export function readCell(text: string, type: Column['type']): { value: Cell } | { error: string } {
  const trimmed = text.trim();
  if (trimmed === '') return { value: null };
  if (type !== 'number') return { value: trimmed };
  const value = Number(trimmed.replace(/^([+\-\u2212]?\d+),(\d+)$/, '$1.$2').replace('\u2212', '-'));
  return Number.isFinite(value) ? { value } : { error: 'Not a number' };
}
