/**
 * Who may import whom: the table of docs/ARCHITECTURE.md as rules, all at error. `server/testing/import-rules.test.ts`
 * plants a violation of each one and sees it caught.
 */
const TESTS = '\\.(test|itest)\\.tsx?$';

const npm = (names) => `(^|/)node_modules/(${names})(/|$)`;
/** Everything but a file under one of these. */
const only = (...allowed) => ({ pathNot: allowed });

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const shipping = (path, ...not) => ({ path, pathNot: [TESTS, ...not] });

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'A cycle of values has no order to read it in; one that closes over a type is fine.',
      { path: '^(app|components|server|scripts)/' },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'resolvable',
      'An import that resolves to nothing hides from every other rule.',
      { path: '^(app|components|server)/' },
      { couldNotResolve: true, pathNot: ['^(node:)?(child_process|fs)$'] },
    ),

    rule(
      'domain-is-pure',
      'The domain imports itself and libraries as pure as it is.',
      shipping('^server/domain/'),
      only('^server/domain/', npm('zod|yaml|picomatch|@noble/hashes')),
    ),
    rule('domain-reaches-no-builtin', 'Not through anything it imports either.', shipping('^server/domain/'), {
      reachable: true,
      path: '^(node:)?(fs|fs/promises|child_process|net|http|https|os|crypto|process|worker_threads|timers|timers/promises|path|dns|tls|stream)$',
    }),
    rule('ports-know-the-domain', 'A port speaks our types only.', shipping('^server/ports/'), only('^server/(domain|ports)/')),
    rule(
      'pipeline-knows-domain-and-ports',
      'A verb orders; it does not act.',
      shipping('^server/pipeline/'),
      only('^server/(domain|ports|pipeline)/'),
    ),
    rule(
      'adapter-knows-its-port',
      'An adapter implements ports: no pipeline, api, worker, config, composition.',
      shipping('^server/adapters/'),
      {
        path: '^(server/(pipeline|api|worker|config|composition|testing)|app|components|scripts)/',
      },
    ),
    rule('adapter-knows-no-other-adapter', 'Adapters meet in the composition roots.', shipping('^server/adapters/([^/]+)/'), {
      path: '^server/adapters/',
      pathNot: '^server/adapters/$1/',
    }),
    rule('config-knows-nothing', 'Configuration is read before anything else exists.', shipping('^server/config/'), {
      path: '^(server/(?!config/)|app|components|scripts)',
    }),
    rule('api-calls-verbs', 'A procedure parses, calls one verb, maps.', shipping('^server/api/'), {
      path: '^(server/(adapters|config|worker|testing)|app|components|scripts)/',
    }),
    rule('api-wiring-in-context-only', 'Only context.ts takes the composition.', shipping('^server/api/', '^server/api/context\\.ts$'), {
      path: '^server/composition/',
    }),
    rule('api-takes-the-web-composition', 'And that of the web process.', shipping('^server/api/context\\.ts$'), {
      path: '^server/composition/',
      pathNot: '^server/composition/web\\.ts$',
    }),
    rule('worker-orders-verbs', 'The worker’s loop knows the pipeline.', shipping('^server/worker/'), {
      path: '^(server/(adapters|config|api|testing)|app|components|scripts)/',
    }),
    rule('worker-wiring-in-main-only', 'Only main.ts takes the composition.', shipping('^server/worker/', '^server/worker/main\\.ts$'), {
      path: '^server/composition/',
    }),
    rule(
      'worker-reaches-no-page',
      'A worker loads nothing of the web process, by any path.',
      shipping('^server/(worker/|composition/worker\\.ts)'),
      {
        reachable: true,
        path: ['^(server/api|app|components)/', npm('next|react|react-dom|@trpc/server|better-auth')],
      },
    ),
    rule('components-take-values', 'Components know the domain; of the API they know types only.', shipping('^components/'), {
      path: '^(server/(?!domain/)|app/|scripts/)',
      dependencyTypesNot: ['type-only'],
    }),
    rule('components-take-types-of-api-and-ports', 'Types from nowhere else.', shipping('^components/'), {
      path: '^(server/(?!(domain|api|ports)/)|app/|scripts/)',
    }),
    rule('app-composes', 'A page composes components and calls the API.', shipping('^app/'), {
      path: '^(server/(?!(api|domain)/)|scripts/)',
    }),
    rule(
      'web-reaches-no-machine',
      'The web process touches neither Docker nor git, by any path.',
      shipping('^(app/|server/api/|server/composition/web\\.ts|scripts/web\\.ts)'),
      {
        reachable: true,
        path: ['^server/(worker|adapters/(docker|git|acp|broker))/', '^server/composition/worker\\.ts$', npm('dockerode')],
      },
    ),
    rule(
      'nothing-ships-testing',
      'Harnesses and fakes stay in tests.',
      { path: '^(app|components|server)/', pathNot: [TESTS, '^server/testing/'] },
      { path: '^(server/testing|e2e)/' },
    ),
    rule(
      'nothing-ships-dev-packages',
      'What runs in production is a dependency.',
      { path: '^(app|components|server)/', pathNot: [TESTS, '^server/testing/'] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: npm('@types/[^/]+') },
    ),

    rule(
      'database-vendor-in-one-folder',
      'Prisma, pg and pg-boss are the db adapter’s.',
      { path: '^(app|components|server)/', pathNot: [TESTS, '^server/(adapters/db|testing)/'] },
      { path: npm('@prisma/[^/]+|pg|pg-boss') },
    ),
    rule(
      'docker-vendor-in-one-folder',
      'dockerode is the docker adapter’s.',
      { path: '^(app|components|server)/', pathNot: [TESTS, '^server/(adapters/docker|testing)/'] },
      { path: npm('dockerode') },
    ),
    rule(
      'agent-vendor-in-one-folder',
      'The agent protocol is the acp adapter’s.',
      { path: '^(app|components|server)/', pathNot: [TESTS, '^server/(adapters/acp|testing)/'] },
      { path: npm('@agentclientprotocol/[^/]+') },
    ),
    rule(
      'auth-vendor-in-one-folder',
      'better-auth is the auth adapter’s; the browser has its client.',
      { path: '^(app|components|server)/', pathNot: [TESTS, '^server/(adapters/auth|testing)/', '^components/api/auth-client\\.ts$'] },
      { path: npm('better-auth') },
    ),
    rule(
      'processes-in-one-folder',
      'Only the git adapter starts programs on the worker machine.',
      { path: '^(app|components|server)/', pathNot: [TESTS, '^server/(adapters/git|testing)/'] },
      { path: '^(node:)?child_process$' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^server/adapters/db/generated/', '^\\.next/', '\\.css$'] },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts', '.css'],
    },
  },
};
