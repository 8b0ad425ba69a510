/** Attributes by name; undefined leaves one out. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element with attributes and what stands in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** An element of a drawing. */
export function drawn<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

/** Sets what has changed, so that what is looked at and read out is not touched without need. */
export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(name);
    else if (target.getAttribute(name) !== String(value)) target.setAttribute(name, String(value));
  }
}

/** Sets a text when it is another one. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Puts the children in, where they are not the same already. */
export function setChildren(parent: Element, children: readonly Node[]): void {
  const isSame =
    parent.childNodes.length === children.length && children.every((child, at) => parent.childNodes[at] === child);
  if (!isSame) parent.replaceChildren(...children);
}

/** Calls `work` once, `wait` milliseconds after the last time it was asked for. */
export function debounced(wait: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
