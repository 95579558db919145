/** What Chromium hands an installed app that a file was opened with (File Handling API). */
interface LaunchQueue {
  setConsumer(take: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void;
}

/** Takes the file that the operating system opens with the installed app, also one that waits already. */
export function takeOpenedFiles(onFile: (file: File) => void): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files = [] }) => {
    const [handle] = files;
    if (handle !== undefined) void handle.getFile().then(onFile);
  });
}
