/** Sources whose binary is not what they make. */
export function outdatedKernels(): Promise<readonly { file: string; target: string; text: string }[]>;
