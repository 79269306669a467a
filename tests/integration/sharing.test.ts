import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newPlace, startProgram, until } from './lifecycle/program.ts';
import { startControlled, startNginx } from './servers.ts';
import { ask, becomes } from './surfaces.ts';

const svg = (color: string) => `<svg xmlns="http://www.w3.org/2000/svg"><path fill="${color}" d="M0 0h9v9z"/></svg>`;

test('the looks of the pages come from the configuration, and change with its files', async () => {
  const place = await newPlace();
  const write = (name: string, text: string) => writeFileSync(join(place.folder, name), text);
  const configure = (site: string) =>
    place.configure(
      `site:\n  name: Acme\n${site}checks:\n  - { id: memory, name: Memory, type: memory, interval: 1s }\n`,
    );
  write('logo.svg', svg('red'));
  write('own.css', 'h1 { color: red }\n');
  configure(`  logo: logo.svg
  accent: '#f60'
  css: own.css
  links: [{ text: Support, url: 'https://acme.example/support' }]
  header: 'Told **before**. <script>alert(1)</script>'
  footer: Acme Ltd
`);
  const program = await startProgram(place);
  await becomes(program, 'memory', 'up');
  const home = async () => (await ask(program, '/')).body;
  const address = (page: string, of: string) => new RegExp(`/brand/${of}\\?v=[0-9a-f]+`).exec(page)?.[0] ?? '';

  const first = await home();
  expect(first).toMatch(/<img class="logo" src="\/brand\/logo\?v=\w+" alt="Acme"/);
  expect(first).toContain('--accent:#bd4b00');
  expect(first).toMatch(/<a class="own first" href="https:\/\/acme.example\/support" dir="auto">Support<\/a>/);
  expect(first).toContain('<p>Told <strong>before</strong>. </p>');
  expect(first).toContain('<p>Acme Ltd</p>');
  const logo = await fetch(program.url + address(first, 'logo'));
  expect([logo.headers.get('content-type'), await logo.text()]).toEqual(['image/svg+xml', svg('red')]);
  expect(logo.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(logo.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*; sandbox$/);
  const style = await fetch(program.url + address(first, 'style.css'));
  expect([style.headers.get('content-type'), await style.text()]).toEqual([
    'text/css; charset=utf-8',
    'h1 { color: red }\n',
  ]);
  expect((await ask(program, '/brand/logo-dark')).status).toBe(404);

  // The file alone changes, and is then gone: what was good stays until there is something good again.
  write('logo.svg', svg('blue'));
  await until(
    async () => (await ask(program, '/brand/logo')).body === svg('blue'),
    () => program.output(),
  );
  expect(address(await home(), 'logo')).not.toBe(address(first, 'logo'));
  configure('  logo: gone.svg\n');
  await until(
    () => program.output().includes('site.logo: must be the path of a picture'),
    () => program.output(),
  );
  expect(program.output()).toMatch(/allswell\.config\.yaml:3:9: site\.logo: must be .* that can be read: ENOENT/);
  expect((await ask(program, '/brand/logo')).body).toBe(svg('blue'));
  write('gone.svg', svg('green'));
  await until(
    async () => (await ask(program, '/brand/logo')).body === svg('green'),
    () => program.output(),
  );

  // A picture elsewhere is asked for there, and its host alone is let in.
  configure('  logo: https://cdn.example/a/logo.svg\n  indexed: false\n');
  await until(
    async () => (await home()).includes('src="https://cdn.example/a/logo.svg"'),
    () => program.output(),
  );
  const policy = (await fetch(program.url)).headers.get('content-security-policy');
  expect(policy).toContain("img-src 'self' data: https://cdn.example;");
  expect(await home()).toContain('<meta name="robots" content="noindex, nofollow"/>');
  expect((await ask(program, '/robots.txt')).body).toBe('User-agent: *\nDisallow: /\n');
});

test('pages tell what others ask before they show them', async () => {
  const app = await startControlled(onTestFinished);
  const place = await newPlace();
  place.configure(`site: { name: Acme, url: "https://status.acme.example", description: All of Acme. }
defaults: { interval: 1s, timeout: 900ms }
checks:
  - { id: api, name: API, type: http, url: "http://127.0.0.1:${app.port}/" }
  - { id: foreign, name: 決済, type: http, url: "http://127.0.0.1:${app.port}/" }
`);
  const program = await startProgram(place);
  await becomes(program, 'api', 'up');
  await becomes(program, 'foreign', 'up');
  const home = (await ask(program, '/')).body;
  const [head = ''] = /<head>.*?<\/head>/s.exec(home) ?? [];
  const [picture = ''] = /(?<=property="og:image" content="https:\/\/status\.acme\.example)[^"]+/.exec(head) ?? [];
  expect(head).toContain('<link rel="canonical" href="https://status.acme.example/"/>');
  expect(head).toContain('<meta property="og:title" content="All systems operational"/>');
  expect(head).toContain('<meta name="twitter:card" content="summary_large_image"/>');
  expect((await ask(program, '/checks/api?range=7d')).body).toContain(
    '<link rel="canonical" href="https://status.acme.example/checks/api"/>',
  );
  expect((await ask(program, '/nowhere')).body).not.toContain('rel="canonical"');
  const [, data = '{}'] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(home) ?? [];
  expect(JSON.parse(data)).toEqual({
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    name: 'Acme',
    url: 'https://status.acme.example/',
    description: 'All of Acme.',
  });

  const png = async (path: string) => {
    const response = await fetch(program.url + path);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 200, 'image/png']);
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1_200, 630]);
    return bytes;
  };
  const up = await png(picture);
  expect(up.length).toBeLessThan(100_000);
  app.at('/').status = 500;
  await becomes(program, 'foreign', 'down', 'http_status');
  // Another state has another picture, at another address.
  const [now = ''] = /(?<=property="og:image" content="https:\/\/status\.acme\.example)[^"]+/.exec(
    (await ask(program, '/')).body,
  ) ?? [''];
  expect(now).not.toBe(picture);
  expect((await png(now)).equals(up)).toBe(false);
  await png('/og.png?check=foreign');
  expect((await ask(program, '/og.png?check=nope')).status).toBe(404);

  const robots = (await ask(program, '/robots.txt')).body;
  expect(robots).toContain('Disallow: /api/\n');
  expect(robots).toContain('Sitemap: https://status.acme.example/sitemap.xml\n');
  expect((await ask(program, '/sitemap.xml')).body).toContain('<loc>https://status.acme.example/checks/foreign</loc>');
  const manifest = JSON.parse((await ask(program, '/manifest.webmanifest')).body) as { icons: { src: string }[] };
  for (const { src } of manifest.icons) expect([src, (await ask(program, `/${src}`)).status]).toEqual([src, 200]);
});

test('a site lives below a path, behind a proxy that passes the prefix and one that strips it', async () => {
  const place = await newPlace();
  const configure = (url: string) =>
    place.configure(`site: { name: Acme, url: "${url}" }
checks:
  - { id: memory, name: Memory, type: memory, interval: 1s }
`);
  configure('https://acme.example/status');
  const program = await startProgram(place);
  await becomes(program, 'memory', 'up');
  for (const target of [program.url, `${program.url}/`]) {
    const nginx = await startNginx(onTestFinished, `location /status/ { proxy_pass ${target}; }`);
    const site = `http://127.0.0.1:${nginx.port}`;
    const text = async (path: string) => {
      const response = await fetch(site + path);
      return [response.status, await response.text()] as const;
    };
    const [status, home] = await text('/status/');
    expect(status).toBe(200);
    // Nothing leads out of the prefix: neither a link nor what the scripts are told.
    expect(home.match(/\s(?:href|src|srcset|action)="\/(?!status\/)[^"]*"/gi)).toBeNull();
    expect(home.match(/\\"(?:href|src|srcSet)\\":\\"\/(?!status\/)[^"]*"/g)).toBeNull();
    expect(home.match(/\\"\/_next\//g)).toBeNull();
    const links = new Set([...home.matchAll(/\s(?:href|src)="(\/[^"#]*)"/g)].map(([, path = '']) => path));
    expect(links.size).toBeGreaterThan(12);
    for (const link of links) expect([link, (await text(link.replaceAll('&amp;', '&')))[0]]).toEqual([link, 200]);
    const [, check] = await text('/status/checks/memory');
    expect(check).toContain('<link rel="canonical" href="https://acme.example/status/checks/memory"/>');
    const [, feed] = await text('/status/feed.atom');
    expect(feed).toContain('href="https://acme.example/status/feed.atom"');
    expect(feed).not.toMatch(/<id>[^<]*status/);
    expect((await text('/status/api/health'))[0]).toBe(200);
    expect((await text('/status/nowhere'))[0]).toBe(404);
    await nginx.stop();
  }

  // It moves to a host of its own, without a restart.
  configure('https://status.acme.example');
  const home = async () => (await ask(program, '/')).body;
  await until(
    async () => (await home()).includes('href="https://status.acme.example/"'),
    () => program.output(),
  );
  expect((await home()).match(/"\/status\//g)).toBeNull();
  const scripts = [...(await home()).matchAll(/ src="(\/_next\/[^"]+)"/g)].map(([, path = '']) => path);
  for (const script of scripts) expect((await ask(program, script)).body).not.toContain('/status/_next/');
});

test('the widget may be framed, a page may not', async () => {
  const place = await newPlace();
  place.configure(
    'groups: [{ id: g, name: G }]\nchecks:\n  - { id: memory, name: Memory, type: memory, group: g, interval: 1s }\n',
  );
  const program = await startProgram(place);
  await becomes(program, 'memory', 'up');
  const widget = await fetch(`${program.url}/embed?group=g&theme=dark`);
  const text = await widget.text();
  expect(text).toContain('<h1>Memory is up</h1>');
  expect(text).toContain(`href="http://localhost:${place.port}/groups/g"`);
  expect(text).not.toContain('prefers-color-scheme');
  expect(Buffer.byteLength(text)).toBeLessThan(4_096);
  expect(widget.headers.get('content-security-policy')).toMatch(/; frame-ancestors \*$/);
  expect(widget.headers.get('x-frame-options')).toBeNull();
  const page = await fetch(program.url);
  expect(page.headers.get('content-security-policy')).toMatch(/; frame-ancestors 'none'$/);
  expect(page.headers.get('x-frame-options')).toBe('DENY');
  for (const [query, status, word] of [
    ['check=nope', 404, 'there is no check'],
    ['theme=pink', 400, 'theme must be one of auto, light, dark'],
  ] as const) {
    const refused = await fetch(`${program.url}/embed?${query}`);
    expect([refused.status, refused.headers.get('x-frame-options')]).toEqual([status, null]);
    expect(await refused.text()).toContain(word);
  }
});
