import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** Certificates as servers have them, made by openssl; `ca` has signed all but the self-signed one. */
export interface Certificates {
  readonly directory: string;
  readonly caFile: string;
  readonly ca: string;
  readonly good: Pair;
  readonly expired: Pair;
  readonly notYetValid: Pair;
  readonly wrongName: Pair;
  readonly selfSigned: Pair;
  /** Unix ms. */
  readonly goodUntil: number;
}

export function makeCertificates(): Certificates {
  const directory = mkdtempSync(join(tmpdir(), 'allswell-certificates-'));
  const at = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: directory, stdio: 'pipe' });
  const day = (offset: number) =>
    new Date(Date.now() + offset * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(0, 14) + 'Z';

  writeFileSync(
    at('ca.cnf'),
    [
      '[ca]\ndefault_ca = own\n[own]\ndatabase = index.txt\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256',
      'policy = any\ncertificate = ca.pem\nprivate_key = ca.key\ncopy_extensions = copy\nunique_subject = no',
      '[any]\ncommonName = supplied\n',
    ].join('\n'),
  );
  writeFileSync(at('index.txt'), '');
  writeFileSync(at('serial'), '01');
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Test CA');

  const read = (name: string): Pair => ({
    key: readFileSync(at(`${name}.key`), 'utf8'),
    cert: readFileSync(at(`${name}.pem`), 'utf8'),
  });
  const signed = (name: string, altNames: string, from: number, until: number): Pair => {
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${altNames}`];
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, ...subject);
    const dates = ['-startdate', day(from), '-enddate', day(until)];
    openssl('ca', '-batch', '-config', 'ca.cnf', '-in', `${name}.csr`, '-out', `${name}.pem`, '-notext', ...dates);
    return read(name);
  };
  const local = 'DNS:localhost,IP:127.0.0.1';
  const good = signed('good', local, -1, 20);
  const ends = openssl('x509', '-in', 'good.pem', '-noout', '-enddate').toString();
  const self = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${local}`, '-days', '20'];
  openssl('req', '-x509', ...key, '-keyout', 'self.key', '-out', 'self.pem', ...self);
  return {
    directory,
    caFile: at('ca.pem'),
    ca: readFileSync(at('ca.pem'), 'utf8'),
    good,
    expired: signed('expired', local, -20, -1),
    notYetValid: signed('future', local, 5, 20),
    wrongName: signed('other', 'DNS:other.example', -1, 20),
    selfSigned: read('self'),
    goodUntil: Date.parse(ends.trim().replace('notAfter=', '')),
  };
}

export function removeCertificates({ directory }: Certificates): void {
  rmSync(directory, { recursive: true });
}
