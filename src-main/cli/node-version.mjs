// Plain JavaScript, so that an older Node can read it: better-sqlite3 ends one without a word, and none before 22 reads
// TypeScript. The first import of the command line.
const needed = 24;

if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    `Seedpoint needs Node ${needed} or newer; this is Node ${process.versions.node}. ` +
      'Start it by `npm start` or `npm run seedpoint -- <verb>`: after `npm ci` those bring their own Node.\n',
  );
  process.exit(2);
}
