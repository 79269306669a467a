/**
 * The rooms and who may import whom (see docs/architecture.md). Everyone may import lib/model.ts, which imports
 * nothing. A room that is not named in `may` may be imported by bin only.
 */
const may = {
  '^app/': ['^app/', '^components/', '^lib/(status|incidents|formats|auth|control|api)/'],
  '^components/': ['^components/'],
  '^lib/env/': ['^lib/env/'],
  '^lib/config/': ['^lib/(config|env|checks)/'],
  '^lib/checks/': ['^lib/checks/'],
  '^lib/engine/': ['^lib/(engine|config|checks|store|history)/'],
  '^lib/history/': ['^lib/history/'],
  '^lib/store/': ['^lib/(store|env|history)/'],
  '^lib/status/': ['^lib/(status|store|history|incidents)/'],
  '^lib/incidents/': ['^lib/(incidents|store|history)/'],
  '^lib/formats/': ['^lib/formats/'],
  '^lib/front/': ['^lib/(front|env|status)/'],
  '^lib/control/': ['^lib/control/'],
  '^lib/auth/': ['^lib/(auth|env|store)/'],
  '^lib/alerting/': ['^lib/alerting/'],
  '^lib/api/': ['^lib/(api|formats|incidents)/'],
};

module.exports = {
  forbidden: [
    ...Object.entries(may).map(([room, allowed]) => ({
      name: `room ${room.replace(/[\^/]+/g, ' ').trim()}`,
      severity: 'error',
      from: { path: room },
      to: { path: '^(app|components|lib|bin|tests)/', pathNot: ['^lib/model\\.ts$', ...allowed] },
    })),
    { name: 'model imports nothing', severity: 'error', from: { path: '^lib/model\\.ts$' }, to: { path: '.' } },
    {
      name: 'only the store imports Prisma',
      severity: 'error',
      from: { path: '^(app|components|lib|bin)/', pathNot: '^lib/store/' },
      to: { path: '@prisma/|better-sqlite3|^lib/store/generated' },
    },
    {
      name: 'each dialect has one folder',
      severity: 'error',
      from: { path: '^lib/store/', pathNot: '^lib/store/(sqlite|postgres|foreign|generated)/' },
      to: { path: '@prisma/|better-sqlite3|/pg/|^lib/store/generated' },
    },
    {
      name: 'nothing that runs reaches PostgreSQL yet',
      severity: 'error',
      from: { path: '^(app|components|lib|bin)/', pathNot: '^lib/store/postgres/' },
      to: { path: '^lib/store/postgres/|@prisma/adapter-pg' },
    },
    {
      name: 'only checks open sockets to targets',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: '^lib/(checks|front|alerting)/' },
      to: { path: '^(node:)?(http|https|http2|net|tls|dgram|dns|dns/promises)$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'history and formats do no I/O',
      severity: 'error',
      from: { path: '^lib/(history|formats)/' },
      to: { path: '^(node:)?(fs|fs/promises|http|https|net|child_process|timers|timers/promises)$' },
    },
    {
      name: 'no circles',
      severity: 'error',
      from: { pathNot: '^lib/store/(generated|postgres/generated)' },
      to: { circular: true, viaOnly: { pathNot: '^lib/store/(generated|postgres/generated)' } },
    },
    {
      name: 'no orphans',
      severity: 'error',
      from: { orphan: true, path: '^(lib|components)/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'nothing imports tests',
      severity: 'error',
      from: { path: '^(app|components|lib|bin)/' },
      to: { path: '^tests/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
