/** Hands bytes or text to the browser as a file. */
export function download(fileName: string, content: BlobPart, mediaType: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The click has only queued the download; give the browser time to take it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
