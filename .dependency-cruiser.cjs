/**
 * The rooms and what each may import, as the README draws them. Forbidding by folder is generated from two tables, so
 * that a new room is one line. `test/rules.test.ts` feeds this file forbidden imports and expects each to be caught.
 */

/** Room -> rooms of the project it must not reach. */
const walls = {
  '^src-shared/(?!contract/)': ['^src-shared/contract/'],
  '^src-shared/': ['^src-main/', '^src-renderer/', '^test/'],
  '^src-renderer/': ['^src-main/', '^test/'],
  '^src-main/': ['^src-renderer/', '^test/'],
  '^src-main/store/': ['^src-main/(?!store/)'],
  '^src-main/readers/': ['^src-main/(?!readers/)'],
  '^src-main/models/': ['^src-main/(?!models/)'],
  '^src-main/training/': ['^src-main/(?!(training|models)/)'],
  '^src-main/importers/': ['^src-main/(?!(importers|readers)/|compute/task\\.ts$)'],
  '^src-main/demo/': ['^src-main/(?!(demo|importers|readers)/|compute/task\\.ts$)'],
  '^src-main/packages/': ['^src-main/(?!(packages|analysis|store|readers)/)'],
  '^src-main/export/': ['^src-main/(?!export/|app-folder\\.ts$)'],
  '^src-main/compute/(?!(analysis|biology|import|model|training)-tasks|tasks)': [
    '^src-main/(?!(compute|models|readers)/|(log|redact)\\.ts$)',
    '^src-main/compute/(analysis|biology|import|model|training)-tasks',
  ],
  '^src-main/jobs/': ['^src-main/(handlers|desktop|server|cli)/', '^src-main/switchboard'],
  '^src-main/handlers/': ['^src-main/(desktop|server|cli)/', '^src-main/switchboard'],
  '^src-main/(server|cli)/': ['^src-main/desktop/'],
  '^src-main/(desktop|server)/': ['^src-main/cli/', '^src-main/(store|readers|importers|jobs|handlers)/'],
  '^src-renderer/(viewer|figures|components)/': ['^src-renderer/(panels|app|state)/', '^src-renderer/api\\.ts$'],
};

/** Package -> the only place that may import it. */
const homes = {
  electron: '^src-main/desktop/',
  'better-sqlite3': '^src-main/store/',
  'onnxruntime-node': '^src-main/compute/',
  '@tensorflow/[^/]+': '^src-main/(training/|compute/engines/)',
  recharts: '^src-renderer/figures/',
  'vtk\\.js': '^src-renderer/viewer/',
  'dicom-parser': '^src-main/readers/',
  '@cornerstonejs/[^/]+': '^src-main/readers/pixel-codecs/',
  '(pdfkit|svg-to-pdfkit|@resvg/resvg-js|sharp|pptxgenjs|docx|write-excel-file|svg-pathdata|@xmldom/xmldom)':
    '^src-main/export/',
};

const forbidden = [
  {
    name: 'no-cycle',
    severity: 'error',
    from: { pathNot: '^node_modules' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  {
    name: 'a-panel-imports-no-panel',
    severity: 'error',
    from: { path: '^src-renderer/panels/([^/]+)/' },
    to: { path: '^src-renderer/panels/[^/]+/', pathNot: '^src-renderer/panels/$1/' },
  },
  {
    name: 'shared-starts-nothing',
    severity: 'error',
    from: { path: '^src-shared/' },
    to: { dependencyTypes: ['core'] },
  },
];
for (const [from, targets] of Object.entries(walls)) {
  for (const to of targets)
    forbidden.push({ name: `wall ${from} -> ${to}`, severity: 'error', from: { path: from }, to: { path: to } });
}
for (const [name, home] of Object.entries(homes)) {
  forbidden.push({
    name: `home of ${name}`,
    severity: 'error',
    from: { path: '^src-', pathNot: home },
    to: { path: `(^|/)node_modules/${name}/|^${name}$` },
  });
}

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/|^dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
