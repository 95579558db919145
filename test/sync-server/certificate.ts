import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const bytes = (...numbers: number[]): Buffer => Buffer.from(numbers);

/** One DER value: tag, length, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([bytes(tag, length), content]);
  return Buffer.concat([bytes(tag, 0x82, length >> 8, length & 255), content]);
}

const SEQUENCE = 0x30;
const ecdsaSha256 = der(SEQUENCE, Buffer.from('06082a8648ce3d040302', 'hex'));
const commonName = Buffer.from('0603550403', 'hex');
const alternativeNames = Buffer.from('0603551d11', 'hex');

/** A certificate that this machine signed for itself, for localhost and 127.0.0.1, as PEM texts (RFC 5280). */
export function selfSigned(): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = der(SEQUENCE, der(0x31, der(SEQUENCE, commonName, der(0x0c, Buffer.from('localhost')))));
  const validity = der(
    SEQUENCE,
    der(0x17, Buffer.from('200101000000Z')),
    der(0x17, Buffer.from('491231235959Z')),
  );
  const names = der(SEQUENCE, der(0x82, Buffer.from('localhost')), der(0x87, bytes(127, 0, 0, 1)));
  const content = der(
    SEQUENCE,
    der(0xa0, der(0x02, bytes(2))),
    der(0x02, bytes(1), randomBytes(8)),
    ecdsaSha256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, alternativeNames, der(0x04, names)))),
  );
  const signed = der(
    SEQUENCE,
    content,
    ecdsaSha256,
    der(0x03, bytes(0), sign('sha256', content, privateKey)),
  );
  const lines = signed.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
