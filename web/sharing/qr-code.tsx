import { Skeleton } from '@mantine/core';
import { useAnswer } from '../shell/use-answer.ts';

/** What a QR code of the largest size holds as bytes, with the least error correction (ISO/IEC 18004, table 7). */
export const MAX_QR_CHARACTERS = 2953;
const QUIET_ZONE = 4;

/**
 * An address to photograph, dark on white in either theme, since readers expect that.
 * `text`: of at most `MAX_QR_CHARACTERS`, in ASCII as addresses are.
 */
export function QrCode({ text }: { text: string }) {
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
