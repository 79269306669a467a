import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NameServer {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** A dnsmasq of its own that answers for `site.test` and nothing else. */
export async function startNameServer(): Promise<NameServer> {
  const directory = mkdtempSync(join(tmpdir(), 'allswell-dns-'));
  const port = await freeUdpPort();
  const file = join(directory, 'dnsmasq.conf');
  writeFileSync(
    file,
    [
      `port=${port}\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\nkeep-in-foreground`,
      `pid-file=${join(directory, 'pid')}\nuser=root\nlocal-ttl=60\nauth-ttl=60`,
      'local=/site.test/\nlocal=/in-addr.arpa/',
      'host-record=www.site.test,192.0.2.1,2001:db8::1\nhost-record=www.site.test,192.0.2.2',
      'cname=alias.site.test,www.site.test',
      'mx-host=site.test,mail1.site.test,10\nmx-host=site.test,mail2.site.test,20',
      'txt-record=site.test,"v=spf1 ","-all"\ntxt-record=site.test,Token',
      'srv-host=_sip._tcp.site.test,sip.site.test,5060,1,5',
      'caa-record=site.test,0,issue,ca.example',
      'dns-rr=site.test,2,026e73046e616d65047465737400',
      'ptr-record=1.2.0.192.in-addr.arpa,www.site.test',
    ].join('\n'),
  );
  const child: ChildProcess = spawn('dnsmasq', ['--conf-file=' + file], { stdio: 'ignore' });
  const stop = async () => {
    const ended = child.exitCode === null ? once(child, 'exit') : null;
    child.kill();
    await ended;
    rmSync(directory, { recursive: true });
  };
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  for (let attempt = 0; ; attempt++) {
    try {
      await resolver.resolve4('www.site.test');
      return { port, stop };
    } catch (error) {
      if (attempt === 600 || child.exitCode !== null) {
        await stop();
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
