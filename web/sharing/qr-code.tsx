import { Skeleton, Text } from '@mantine/core';
import { useAnswer } from '../shell/use-answer.ts';

/** What a QR code of the largest size holds as bytes, with the least error correction (ISO/IEC 18004, table 7). */
const MAX_QR_BYTES = 2953;
const QUIET_ZONE = 4;

/** An address to photograph, dark on white in either theme, since readers expect that. */
export function QrCode({ text }: { text: string }) {
  if (text.length > MAX_QR_BYTES)
    return (
      <Text fz="sm" c="dimmed">
        Too long for a QR code, which holds {MAX_QR_BYTES} characters; this has {text.length}.
      </Text>
    );
  return <Code text={text} />;
}

function Code({ text }: { text: string }) {
  const { answer: modules } = useAnswer(`qr:${text}`, async () => {
    const { encode } = await import('uqr');
    return encode(text, { ecc: 'L', border: QUIET_ZONE }).data;
  });
  if (modules === undefined) return <Skeleton height={220} width={220} />;
  const size = modules.length;
  return (
    <svg
      role="img"
      aria-label="QR code of the address"
      viewBox={`0 0 ${size} ${size}`}
      width={Math.min(460, Math.max(220, size * 4))}
      style={{ maxWidth: '100%', background: '#fff', borderRadius: 8 }}
      shapeRendering="crispEdges"
    >
      <path fill="#000" d={pathOf(modules)} />
    </svg>
  );
}

function pathOf(modules: readonly (readonly boolean[])[]): string {
  return modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
}
