/** Named sets of paths that the linter, the risk rules and the shipped policy speak of. Data; matched case-insensitively. */
export const SENSITIVE_SETS = {
  auth: [
    '**/auth/**',
    '**/authn/**',
    '**/authz/**',
    '**/rbac/**',
    '**/permission*/**',
    '**/acl/**',
    '**/{login,signin,oauth*,sso,saml,oidc}/**',
    '**/middleware/auth*',
    '**/{auth,authn,authz}.{ts,tsx,js,mjs,py,go,java,kt,rb,rs}',
    '**/*[-_.]auth.{ts,tsx,js,mjs,py,go,java,kt,rb,rs}',
    '**/{auth,authn,authz,oauth}[-_.]*.{ts,tsx,js,mjs,py,go,java,kt,rb,rs}',
    '**/*{authentic,authoriz,authoris}*.{ts,tsx,js,mjs,py,go,java,kt,rb,rs}',
  ],
  secrets: [
    '**/.env',
    '**/.env.!(*example*|*sample*|*template*)',
    '**/secrets/**',
    '**/*.pem',
    '**/*.key',
    '**/*.p12',
    '**/*.pfx',
    '**/*.jks',
    '**/vault/**',
    '**/*secret*.y{a,}ml',
    '**/credentials*',
    '**/*.tfvars',
  ],
  billing: [
    '**/billing/**',
    '**/payment*/**',
    '**/invoic*/**',
    '**/subscription*/**',
    '**/pricing/**',
    '**/ledger/**',
    '**/stripe/**',
    '**/tax/**',
  ],
  migrations: [
    '**/migrations/**',
    '**/migrate/**',
    '**/db/schema*',
    '**/schema.prisma',
    '**/alembic/**',
    '**/flyway/**',
    '**/liquibase/**',
    '**/*.sql',
    '**/ent/schema/**',
  ],
  release: [
    '.github/workflows/*{release,publish,deploy}*.y{a,}ml',
    '**/.goreleaser*',
    '**/.releaserc*',
    '**/semantic-release*',
    '**/.changeset/config.json',
    '**/VERSION',
    '**/fastlane/**',
  ],
  infra: [
    '**/*.tf',
    '**/terraform/**',
    '**/pulumi/**',
    '**/helm/**',
    '**/charts/**',
    '**/k8s/**',
    '**/kustomiz*',
    '**/serverless.y{a,}ml',
    '**/cdk/**',
    '**/ansible/**',
  ],
  prod_data: ['**/prod/**', '**/production/**', '**/backfill*/**', '**/seeds/prod*', '**/data-fix*/**', '**/runbooks/**/*.sh'],
} as const satisfies Record<string, readonly string[]>;

export const TEST_GLOBS = [
  '**/__tests__/**',
  '**/{test,tests,spec,specs,e2e,cypress}/**',
  '**/*.{test,spec}.*',
  '**/*_test.{go,py}',
  '**/test_*.py',
  '**/*Test.{java,kt}',
  '**/*IT.java',
  '**/*_spec.rb',
  '**/*_test.rb',
  '**/conftest.py',
] as const;

export const SNAPSHOT_GLOBS = ['**/__snapshots__/**', '**/*.snap', '**/*.golden', '**/testdata/**/*.golden*'] as const;

export const DOCS_GLOBS = ['docs/**/*.{md,rst,adoc,txt,png,svg}', '**/README*.md', 'CHANGELOG.md'] as const;

export const GENERATED_GLOBS = ['**/generated/**', '**/*.gen.*', '**/*_pb2*.py', '**/*.pb.go', '**/openapi.gen.*'] as const;

export const LOCKFILE_GLOBS = [
  '**/package-lock.json',
  '**/npm-shrinkwrap.json',
  '**/yarn.lock',
  '**/pnpm-lock.yaml',
  '**/bun.lock*',
  '**/poetry.lock',
  '**/uv.lock',
  '**/Pipfile.lock',
  '**/go.sum',
  '**/gradle.lockfile',
  '**/Gemfile.lock',
  '**/Cargo.lock',
] as const;

export const CI_GLOBS = [
  '.github/workflows/**',
  '.github/actions/**',
  '**/action.y{a,}ml',
  '.gitlab-ci.yml',
  '.gitlab/ci/**',
  '.circleci/**',
  'Jenkinsfile*',
  'azure-pipelines*.yml',
  '.buildkite/**',
  '.drone.yml',
  '.travis.yml',
  'bitbucket-pipelines.yml',
  '.woodpecker*',
  '.zuul.yaml',
  '**/Taskfile.y{a,}ml',
  '**/Makefile',
  '**/justfile',
] as const;

/** What decides whether checks mean anything, beside CI itself. */
export const QUALITY_GLOBS = [
  '**/.eslintrc*',
  '**/eslint.config.*',
  '**/biome.json*',
  '**/tsconfig*.json',
  '**/jest.config.*',
  '**/vitest.config.*',
  '**/vitest.workspace.*',
  '**/playwright.config.*',
  '**/cypress.config.*',
  '**/.nycrc*',
  '**/codecov.y{a,}ml',
  '**/.codecov.y{a,}ml',
  '**/pytest.ini',
  '**/tox.ini',
  '**/.coveragerc',
  '**/ruff.toml',
  '**/.flake8',
  '**/mypy.ini',
  '**/.golangci.y{a,}ml',
  '**/checkstyle*.xml',
  '**/.rubocop*.yml',
  '**/.rspec',
  '**/.simplecov',
  '**/clippy.toml',
  '**/rustfmt.toml',
  '**/.gitleaks*',
  '**/.semgrep*',
  '**/.pre-commit-config.yaml',
] as const;

/** What decides who approves. */
export const OWNERSHIP_GLOBS = [
  '**/CODEOWNERS',
  '**/OWNERS',
  '**/.policy.yml',
  '**/.mergify.yml',
  '**/.kodiak.toml',
  '.agent-policy/**',
  '**/renovate.json*',
  '**/dependabot.y{a,}ml',
] as const;

/** What runs when a tool opens the folder, and what git itself obeys. */
export const EXEC_ON_OPEN_GLOBS = [
  '**/.vscode/{tasks,settings,launch,extensions}.json',
  '**/.devcontainer/**',
  '**/.husky/**',
  '**/lefthook.y{a,}ml',
  '**/.githooks/**',
  '**/.envrc',
  '**/.idea/**',
  '**/*.code-workspace',
  '**/.gitattributes',
  '**/.gitmodules',
  '**/.gitconfig',
] as const;

export const CONTROL_GLOBS: readonly string[] = [...CI_GLOBS, ...QUALITY_GLOBS, ...OWNERSHIP_GLOBS, ...EXEC_ON_OPEN_GLOBS];
