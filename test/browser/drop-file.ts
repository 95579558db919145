import { expect, type Page } from '@playwright/test';

/** Drops a text file on the page as the operating system would, once the page takes files. */
export async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const drag = (type: string) =>
    page.evaluate(
      ([event, fileName, contents]) => {
        const data = new DataTransfer();
        data.items.add(new File([contents], fileName, { type: 'text/csv' }));
        const dragged = new DragEvent(event, { bubbles: true, cancelable: true, dataTransfer: data });
        return !document.body.dispatchEvent(dragged);
      },
      [type, name, text] as const,
    );
  await drag('dragenter');
  // A page that takes files says so to the browser by refusing its default; until then a drop would be lost.
  await expect.poll(() => drag('dragover')).toBe(true);
  await drag('drop');
}
