import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { AppError } from '../../shared/errors/app-error.ts';

/** An address that was checked, and is the one that is dialled. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** All addresses of a host name; replaced in tests. */
export type Resolve = (host: string) => Promise<readonly { address: string }[]>;

export const resolveByDns: Resolve = (host) => lookup(host, { all: true, verbatim: true });

type Subnet = readonly [prefix: string, bits: number];

/** Never dialled, whoever asks: this host, one's own link (also the metadata service of clouds), multicast, reserved. */
const NEVER_4: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Loopback, private, carrier-grade NAT, special uses (IANA's IPv4 special-purpose registry). */
const INNER_4: readonly Subnet[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
];
/** Loopback and unique local: what a host that is named in the settings may have. */
const INNER_6: readonly Subnet[] = [
  ['::1', 128],
  ['fc00::', 7],
];
/** Only what is handed out for the internet at large … */
const GLOBAL_6: readonly Subnet[] = [['2000::', 3]];
/** … and in it neither Teredo, documentation nor 6to4, which carry other addresses within. */
const SPECIAL_6: readonly Subnet[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const never4 = blockList(NEVER_4, 'ipv4');
const inner4 = blockList(INNER_4, 'ipv4');
const inner6 = blockList(INNER_6, 'ipv6');
const global6 = blockList(GLOBAL_6, 'ipv6');
const special6 = blockList(SPECIAL_6, 'ipv6');

function blockList(subnets: readonly Subnet[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [prefix, bits] of subnets) list.addSubnet(prefix, bits, family);
  return list;
}

/**
 * Who an address reaches: anybody (`public`), this machine or its network (`inner`), or what nobody should
 * send to (`never`). IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) are never.
 */
export function reachOf(address: string): 'public' | 'inner' | 'never' {
  const family = isIP(address);
  if (family === 4) return never4.check(address) ? 'never' : inner4.check(address) ? 'inner' : 'public';
  if (family === 0 || address.includes('%')) return 'never';
  if (inner6.check(address, 'ipv6')) return 'inner';
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6') ? 'public' : 'never';
}

/**
 * The address of a webhook as it may be stored.
 * @throws AppError `webhook-address` for what is no http(s) URL, carries credentials or a fragment.
 */
export function webhookUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw refused('It must begin with http:// or https://.');
  if (url.username !== '' || url.password !== '')
    throw refused('It must carry no user name or password; receivers check the signature.');
  url.hash = '';
  return url;
}

/** The host name of a URL as it is resolved and compared: without brackets and the dot at the end. */
export function hostOf({ hostname }: URL): string {
  return hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

/**
 * The addresses of a URL's host, all of which may be dialled: public ones, or, for a host that
 * `innerHosts` names, those of this network too. One wrong address among good ones refuses them all.
 * @throws AppError `webhook-address`.
 */
export async function checkedAddresses(
  url: URL,
  innerHosts: readonly string[],
  resolve: Resolve = resolveByDns,
): Promise<CheckedAddress[]> {
  const host = hostOf(url);
  const found = isIP(host) === 0 ? await resolved(host, resolve) : [{ address: host }];
  const inner = innerHosts.some((name) => name.toLowerCase() === host);
  return found.map(({ address }) => {
    const reach = reachOf(address);
    if (reach === 'never') throw refused(`"${host}" has an address that no webhook may have.`);
    if (reach === 'inner' && !inner)
      throw refused(
        `"${host}" is an address of this machine or its network.`,
        'Name the host in webhookHosts when it may be reached.',
      );
    return { address, family: isIP(address) === 4 ? 4 : 6 };
  });
}

async function resolved(host: string, resolve: Resolve): Promise<readonly { address: string }[]> {
  const found = await resolve(host).catch(() => []);
  if (found.length === 0) throw refused(`"${host}" has no address.`);
  return found;
}

const refused = (detail: string, remedy?: string): AppError =>
  new AppError('webhook-address', {
    detail: `A webhook cannot be sent there: ${detail}`,
    pointer: '/url',
    ...(remedy === undefined ? {} : { remedy }),
  });
