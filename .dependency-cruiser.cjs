/** Who may import whom; electron/README.md says why. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'models-stand-alone',
      comment: 'Networks, weights and engines know nothing of the product around them.',
      severity: 'error',
      from: { path: '^models/' },
      to: { path: '^(electron|renderer)/' },
    },
    {
      name: 'contract-imports-nothing-of-ours',
      comment:
        'But the codes of problems and the rule for names, which are written down once, beside what throws them.',
      severity: 'error',
      from: { path: '^electron/contract/' },
      to: {
        path: '^(electron/(?!contract/)|models/|renderer/)',
        pathNot: '^models/(base/problem|weights/model-name)\\.ts$',
      },
    },
    {
      name: 'core-knows-no-shell-and-no-tensor',
      comment: 'The core asks the compute host; only types and the client may be imported from there.',
      severity: 'error',
      from: { path: '^electron/core/' },
      to: {
        path: [
          '^electron/shells/',
          '^electron/compute/(?!client/client\\.ts$)',
          '^models/(engines|interpreters|training|recognition/readers)/',
        ],
      },
    },
    {
      name: 'database-looks-up-to-nobody',
      comment: 'SQL knows the contract and the plain parts of models; features ask it.',
      severity: 'error',
      from: { path: '^electron/core/db/' },
      to: { path: '^electron/(?!contract/|core/db/)' },
    },
    {
      name: 'features-know-neither-service-nor-queue',
      comment: 'A feature is one folder; the service wires features to calls, and the queue runs what they describe.',
      severity: 'error',
      from: { path: '^electron/core/', pathNot: '^electron/core/(service|jobs)/' },
      to: { path: '^electron/core/(service|jobs)/' },
    },
    {
      name: 'queue-knows-no-feature',
      comment: 'It runs whatever `core/job-kind.ts` describes; the table of kinds is in the service.',
      severity: 'error',
      from: { path: '^electron/core/jobs/' },
      to: {
        path: '^electron/(?!contract/|core/jobs/|core/(job-kind|watching)\\.ts$)',
        pathNot: '^electron/core/project/project\\.ts$',
      },
    },
    {
      name: 'compute-knows-no-core',
      severity: 'error',
      from: { path: '^electron/compute/' },
      to: { path: '^electron/(core|shells)/' },
    },
    {
      name: 'only-the-desktop-shell-imports-electron',
      severity: 'error',
      from: { pathNot: ['^electron/shells/desktop/', '^test/e2e/support/driven-main'] },
      to: { path: '^electron$|node_modules/electron/' },
    },
    {
      name: 'shells-stand-apart',
      comment: 'But the command line starts the server.',
      severity: 'error',
      from: { path: '^electron/shells/([^/]+)/', pathNot: '^electron/shells/cli/commands/serve.ts$' },
      to: { path: '^electron/shells/', pathNot: '^electron/shells/$1/' },
    },
    {
      name: 'renderer-knows-only-the-contract',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron/(?!contract/)|models/)' },
    },
    {
      name: 'widgets-know-no-page-and-no-store',
      severity: 'error',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(?!ui/|keys/chord)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pages-stand-apart',
      comment:
        'A page is one folder, every one but those named here; what two pages share is a widget, a key, a canvas, a store of the shell, or the list of jobs.',
      severity: 'error',
      from: { path: '^renderer/([^/]+)/', pathNot: '^renderer/(app|ui|keys|jobs|canvas)/' },
      to: { path: '^renderer/([^/]+)/', pathNot: '^renderer/($1|app|ui|keys|jobs|canvas)/' },
    },
    {
      name: 'product-needs-no-test-or-development-package',
      comment: 'What the renderer needs is bundled into it.',
      severity: 'error',
      from: { path: '^(models|electron)/' },
      to: { path: '^test/', dependencyTypes: ['npm-dev', 'local'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      // Runs beside the built program that it starts.
      from: { pathNot: '^test/e2e/support/driven-main' },
      // Made by the build from Nuxt UI's sources.
      to: { couldNotResolve: true, pathNot: '^@nuxt/ui/|^#build/|^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
