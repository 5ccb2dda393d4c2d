// The door to the command line from source: the check first, then what only Node 24 can read.
import '../src-main/cli/node-version.mjs';

await import('../src-main/cli/main.ts');
