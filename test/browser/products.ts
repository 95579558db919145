const kinds = ['Mobile Phones', 'Digital Cameras', 'Dishwashers', 'Freezers', 'Microwaves', 'TVs'];
const makers = ['apple', 'canon', 'bosch', 'samsung', 'sharp', 'sony', 'neff', 'lg'];
const words = [
  '64gb',
  'silver',
  'black',
  'eos',
  'body only',
  'integrated',
  'freestanding',
  '4k',
  'smart',
  'white',
];

/** Offers of shops: a key, a title in words, who sells it, what it is, and its category. */
export function productsCsv(nRows: number): string {
  let state = 7;
  const below = (most: number): number => (state = (state * 48_271) % 2_147_483_647) % most;
  const lines = ['product_id,title,vendor_id,cluster_id,cluster_label,category_id,category'];
  for (let row = 1; row <= nRows; row += 1) {
    const [kind, maker, model] = [below(kinds.length), makers[below(makers.length)]!, below(900)];
    const extras = Array.from({ length: 1 + below(6) }, () => words[below(words.length)]!).join(' ');
    const label = `${maker} model ${model}`;
    const title = below(20) === 0 ? `"${label}, ""${extras}"""` : `${label} ${extras}`;
    lines.push([row, title, 1 + below(370), kind * 1000 + model, label, 2600 + kind, kinds[kind]].join(','));
  }
  return `${lines.join('\n')}\n`;
}
