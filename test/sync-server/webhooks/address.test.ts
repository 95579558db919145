import { describe, expect, it } from 'vitest';
import { checkedAddresses, reachOf, webhookUrl } from '../../../sync-server/webhooks/address.ts';

const refused = expect.objectContaining({ code: 'webhook-address' });
const at =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address }));

describe('[SEC3] where a webhook may be sent', () => {
  it.each(['93.184.215.14', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is public',
    (address) => expect(reachOf(address)).toBe('public'),
  );

  it.each([
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['loopback', '::1'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['carrier-grade NAT', '100.127.255.255'],
    ['benchmarking', '198.18.0.1'],
    ['documentation', '203.0.113.9'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fd12:3456::1'],
    ['this host', '0.0.0.0'],
    ['link-local, the metadata of clouds', '169.254.169.254'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['unspecified', '::'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['mapped IPv4', '::ffff:10.0.0.1'],
    ['mapped IPv4, in hex', '::ffff:7f00:1'],
    ['mapped public IPv4', '::ffff:1.1.1.1'],
    ['compatible IPv4', '::7f00:1'],
    ['translated IPv4', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::10.0.0.1'],
    ['local NAT64', '64:ff9b:1::1'],
    ['6to4', '2002:7f00:1::1'],
    ['Teredo', '2001:0:4136:e378::1'],
    ['documentation', '2001:db8::1'],
    ['no address', 'example.org'],
  ])('not to %s: %s', async (_, address) => {
    expect(reachOf(address)).not.toBe('public');
    await expect(checkedAddresses(new URL('https://hook.example/'), [], at(address))).rejects.toEqual(
      refused,
    );
  });

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[0:0:0:0:0:ffff:a00:1]/',
    'http://１２７.0.0.1/',
    'http://localhost/',
    'http://localhost./',
    'http://no-such-host.invalid/',
  ])('not to the address that %s stands for', async (text) => {
    await expect(checkedAddresses(webhookUrl(text), [])).rejects.toEqual(refused);
  });

  it.each([
    'ftp://example.org/',
    'file:///etc/passwd',
    'gopher://example.org/',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock',
    'example.org/hook',
    '//example.org/hook',
    'https://',
    'https://user@example.org/',
    'https://user:secret@example.org/',
  ])('not to %s, whatever it resolves to', (text) => {
    expect(() => webhookUrl(text)).toThrow(refused);
  });

  it('not where one address of several is an inner one', async () => {
    const resolve = at('93.184.215.14', '10.0.0.1');
    await expect(checkedAddresses(new URL('https://hook.example/'), [], resolve)).rejects.toEqual(refused);
  });

  it('to an inner address only of a host that the settings name', async () => {
    const url = new URL('http://Hook.Intranet./');
    const allowed = await checkedAddresses(url, ['hook.intranet'], at('10.0.0.1', 'fd00::1'));
    expect(allowed).toEqual([
      { address: '10.0.0.1', family: 4 },
      { address: 'fd00::1', family: 6 },
    ]);
    await expect(checkedAddresses(url, ['other.intranet'], at('10.0.0.1'))).rejects.toEqual(refused);
    await expect(checkedAddresses(url, ['hook.intranet'], at('169.254.169.254'))).rejects.toEqual(refused);
  });
});
