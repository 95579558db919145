// The kernel of prediction; boosting takes it too.
// Pointers are bytes from the start of the team's memory. Layouts are those of the TypeScript beside it.

const LEVELS_PER_LOOK = 12;

// @ts-ignore: decorator
@inline
function child(nodes: usize, at: usize, row: usize): usize {
  const right = <usize>(load<f64>(row + (<usize>load<i32>(at, 8) << 3)) > load<f64>(at));
  return nodes + ((<usize>load<i32>(at, 12) + right) << 4);
}

/** Whether the node leads to itself. */
// @ts-ignore: decorator
@inline
function isLeaf(nodes: usize, at: usize): bool {
  return nodes + (<usize>load<i32>(at, 12) << 4) == at;
}

// @ts-ignore: decorator
@inline
function addLeaf(nodes: usize, at: usize, valueAt: usize, values: usize, leafWidth: i32, out: usize): void {
  let from = values + (<usize>load<i32>(valueAt + ((at - nodes) >> 2)) << 3);
  if (leafWidth == 1) {
    store<f64>(out, load<f64>(out) + load<f64>(from));
  } else if (leafWidth == 2) {
    v128.store(out, f64x2.add(v128.load(out), v128.load(from)));
  } else {
    for (let k = 0; k < leafWidth - 1; k += 2, out += 16, from += 16)
      v128.store(out, f64x2.add(v128.load(out), v128.load(from)));
    if (leafWidth & 1) store<f64>(out, load<f64>(out) + load<f64>(from));
  }
}

/**
 * Adds every tree's leaf for `nRows` rows of `x` to `out`: the kernel of addLeaves in ensemble.ts, with its
 * layout of nodes.
 */
export function addLeaves(
  nodes: usize, roots: usize, depths: usize, valueAt: usize, values: usize, nTrees: i32, leafWidth: i32,
  x: usize, nRows: i32, nColumns: i32, out: usize, nOutputs: i32,
): void {
  const step = <usize>nColumns << 3;
  const outStep = <usize>nOutputs << 3;
  const eights = nRows & ~7;
  for (let tree = 0; tree < nTrees; tree++) {
    const root = nodes + (<usize>load<i32>(roots + (<usize>tree << 2)) << 4);
    const depth = load<i32>(depths + (<usize>tree << 2));
    let target = out + (leafWidth == nOutputs ? 0 : <usize>(tree % nOutputs) << 3);
    let r0 = x;
    for (let row = 0; row < eights; row += 8) {
      const r1 = r0 + step;
      const r2 = r1 + step;
      const r3 = r2 + step;
      const r4 = r3 + step;
      const r5 = r4 + step;
      const r6 = r5 + step;
      const r7 = r6 + step;
      let n0 = root;
      let n1 = root;
      let n2 = root;
      let n3 = root;
      let n4 = root;
      let n5 = root;
      let n6 = root;
      let n7 = root;
      for (let left = depth; left > 0; left -= LEVELS_PER_LOOK) {
        for (let level = min(left, LEVELS_PER_LOOK); level > 0; level--) {
          n0 = child(nodes, n0, r0);
          n1 = child(nodes, n1, r1);
          n2 = child(nodes, n2, r2);
          n3 = child(nodes, n3, r3);
          n4 = child(nodes, n4, r4);
          n5 = child(nodes, n5, r5);
          n6 = child(nodes, n6, r6);
          n7 = child(nodes, n7, r7);
        }
        if (
          isLeaf(nodes, n0) &&
          isLeaf(nodes, n1) &&
          isLeaf(nodes, n2) &&
          isLeaf(nodes, n3) &&
          isLeaf(nodes, n4) &&
          isLeaf(nodes, n5) &&
          isLeaf(nodes, n6) &&
          isLeaf(nodes, n7)
        ) break;
      }
      addLeaf(nodes, n0, valueAt, values, leafWidth, target + 0 * outStep);
      addLeaf(nodes, n1, valueAt, values, leafWidth, target + 1 * outStep);
      addLeaf(nodes, n2, valueAt, values, leafWidth, target + 2 * outStep);
      addLeaf(nodes, n3, valueAt, values, leafWidth, target + 3 * outStep);
      addLeaf(nodes, n4, valueAt, values, leafWidth, target + 4 * outStep);
      addLeaf(nodes, n5, valueAt, values, leafWidth, target + 5 * outStep);
      addLeaf(nodes, n6, valueAt, values, leafWidth, target + 6 * outStep);
      addLeaf(nodes, n7, valueAt, values, leafWidth, target + 7 * outStep);
      r0 = r7 + step;
      target += 8 * outStep;
    }
  }
  for (let row = eights; row < nRows; row++)
    addRow(
      nodes, roots, depths, valueAt, values, nTrees, leafWidth, x + row * step, out + row * outStep, nOutputs,
    );
}

// @ts-ignore: decorator
@inline
function rootOf(nodes: usize, roots: usize, tree: i32, nTrees: i32): usize {
  return nodes + (<usize>load<i32>(roots + (<usize>min(tree, nTrees - 1) << 2)) << 4);
}

/** One row through all trees, eight trees in step; the last ones may walk again, and are not added. */
function addRow(
  nodes: usize, roots: usize, depths: usize, valueAt: usize, values: usize, nTrees: i32, leafWidth: i32,
  row: usize, out: usize, nOutputs: i32,
): void {
  const narrow = leafWidth != nOutputs;
  for (let tree = 0; tree < nTrees; tree += 8) {
    const count = min(8, nTrees - tree);
    let depth = 0;
    for (let k = 0; k < count; k++) depth = max(depth, load<i32>(depths + (<usize>(tree + k) << 2)));
    let n0 = rootOf(nodes, roots, tree + 0, nTrees);
    let n1 = rootOf(nodes, roots, tree + 1, nTrees);
    let n2 = rootOf(nodes, roots, tree + 2, nTrees);
    let n3 = rootOf(nodes, roots, tree + 3, nTrees);
    let n4 = rootOf(nodes, roots, tree + 4, nTrees);
    let n5 = rootOf(nodes, roots, tree + 5, nTrees);
    let n6 = rootOf(nodes, roots, tree + 6, nTrees);
    let n7 = rootOf(nodes, roots, tree + 7, nTrees);
    for (let left = depth; left > 0; left -= LEVELS_PER_LOOK) {
      for (let level = min(left, LEVELS_PER_LOOK); level > 0; level--) {
        n0 = child(nodes, n0, row);
        n1 = child(nodes, n1, row);
        n2 = child(nodes, n2, row);
        n3 = child(nodes, n3, row);
        n4 = child(nodes, n4, row);
        n5 = child(nodes, n5, row);
        n6 = child(nodes, n6, row);
        n7 = child(nodes, n7, row);
      }
      if (
        isLeaf(nodes, n0) &&
        isLeaf(nodes, n1) &&
        isLeaf(nodes, n2) &&
        isLeaf(nodes, n3) &&
        isLeaf(nodes, n4) &&
        isLeaf(nodes, n5) &&
        isLeaf(nodes, n6) &&
        isLeaf(nodes, n7)
      ) break;
    }
    addLeaf(nodes, n0, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 0) % nOutputs) << 3 : 0));
    if (count > 1) addLeaf(nodes, n1, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 1) % nOutputs) << 3 : 0));
    if (count > 2) addLeaf(nodes, n2, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 2) % nOutputs) << 3 : 0));
    if (count > 3) addLeaf(nodes, n3, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 3) % nOutputs) << 3 : 0));
    if (count > 4) addLeaf(nodes, n4, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 4) % nOutputs) << 3 : 0));
    if (count > 5) addLeaf(nodes, n5, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 5) % nOutputs) << 3 : 0));
    if (count > 6) addLeaf(nodes, n6, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 6) % nOutputs) << 3 : 0));
    if (count > 7) addLeaf(nodes, n7, valueAt, values, leafWidth, out + (narrow ? <usize>((tree + 7) % nOutputs) << 3 : 0));
  }
}
