/** 1 for `true`, 0 for `false`, in any case and without blanks around; −1 for anything else: yes and no, 0 and 1 keep their own types. */
export function readBoolean(bytes: Uint8Array, from: number, to: number): number {
  let start = from;
  let end = to;
  while (start < end && bytes[start]! <= 32) start += 1;
  while (end > start && bytes[end - 1]! <= 32) end -= 1;
  if (end - start === 4) return spells(bytes, start, 'true') ? 1 : -1;
  return end - start === 5 && spells(bytes, start, 'false') ? 0 : -1;
}

function spells(bytes: Uint8Array, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i += 1) {
    if ((bytes[start + i]! | 32) !== word.charCodeAt(i)) return false;
  }
  return true;
}
