import { expect, type Page } from '@playwright/test';

/** Drops a file on the page as the operating system would, once the page takes files. */
export async function dropFile(page: Page, name: string, contents: string | Uint8Array): Promise<void> {
  const drag = (type: string) =>
    page.evaluate(
      ([event, fileName, base64]) => {
        const data = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], fileName, { type: 'text/csv' }));
        const dragged = new DragEvent(event, { bubbles: true, cancelable: true, dataTransfer: data });
        return !document.body.dispatchEvent(dragged);
      },
      [type, name, Buffer.from(contents).toString('base64')] as const,
    );
  await drag('dragenter');
  // A page that takes files says so to the browser by refusing its default; until then a drop would be lost.
  await expect.poll(() => drag('dragover')).toBe(true);
  await drag('drop');
}
