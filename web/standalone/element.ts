/** An element with text; no markup is ever parsed. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (text !== '') made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** Rows of text; the first cell of each is its header where the table has no header row. */
export function table(header: readonly string[] | null, rows: readonly (readonly string[])[]): HTMLElement {
  const made = element('table');
  if (header !== null) {
    const line = element('tr');
    line.append(...header.map((text) => element('th', text)));
    made.append(line);
  }
  for (const row of rows) {
    const line = element('tr');
    line.append(...row.map((text, at) => element(header === null && at === 0 ? 'th' : 'td', text)));
    made.append(line);
  }
  const box = element('div', '', { class: 'scroll' });
  box.append(made);
  return box;
}
