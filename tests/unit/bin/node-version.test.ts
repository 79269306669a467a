import { expect, test } from 'vitest';
import { nodeFault } from '../../../bin/node-version.mjs';

test.each(['20.19.0', '22.12.0', '22.99.1'])('Node %s is taken', (version) => expect(nodeFault(version)).toBeNull());

test.each(['18.20.0', '21.7.3', '23.1.0', '24.21.0', '202.0.0'])('Node %s is refused', (version) =>
  expect(nodeFault(version)).toBe(
    `Allswell needs Node.js 20 (from 20.19 on) or 22 (from 22.12 on); this is ${version}`,
  ),
);
