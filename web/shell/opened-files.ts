/** What Chromium hands an installed app that a file was opened with (File Handling API). */
interface LaunchQueue {
  setConsumer(take: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Takes the files that the operating system opens with the installed app, also those that wait already. */
export function takeOpenedFiles(onFiles: (files: readonly File[]) => void): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    if (files.length > 0) void Promise.all(files.map((handle) => handle.getFile())).then(onFiles);
  });
}
