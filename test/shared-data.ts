import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = process.env['SEEDPOINT_SHARED_DATA'] ?? resolve(import.meta.dirname, '../../shared/data');

/** True where the real test data lie beside the checkout (`../shared/data`, or `SEEDPOINT_SHARED_DATA`). */
export const hasSharedData = existsSync(join(root, 'README.md'));

if (!hasSharedData) console.warn('The shared test data are absent: tests on real data are skipped.');

/** Absolute path of a file of the shared test data. Call only where `hasSharedData`. */
export const sharedData = (...segments: string[]): string => join(root, ...segments);
