declare module 'jstat' {
  const jstat: { lowRegGamma(a: number, x: number): number };
  export default jstat;
}
