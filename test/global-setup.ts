/** better-sqlite3 13 crashes older Node without a word: refuse to start there. */
export default function setup(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) {
    throw new Error(
      `The tests need Node 24, this is ${process.versions.node}. Run them by \`npm test\`, which brings its own.`,
    );
  }
}
