/** Finds elements the way a person does: by role and by the words on them. Throws with what there was instead. */
export function page(root: HTMLElement) {
  return {
    button: (name: string | RegExp) => find(root, 'button', name),
    link: (name: string | RegExp) => find(root, 'a[href]', name),
    heading: (name: string | RegExp) => find(root, 'h1,h2,h3', name),
    alert: () => need(root.querySelector<HTMLElement>('[role="alert"]'), 'an alert'),
    field: (label: string | RegExp) => {
      const element = find(root, 'label', label) as HTMLLabelElement;
      return need(root.querySelector<HTMLInputElement>(`#${element.htmlFor}`), `a field for ${label}`);
    },
    text: () => (root.textContent ?? '').replace(/\s+/g, ' '),
    /** The text with a space between its pieces, as the eye separates cells and lines. */
    words: () => pieces(root).join(' ').replace(/\s+/g, ' ').trim(),
  };
}

/** Types into a field as a person would: the value, then leaving it. */
export function type(field: HTMLInputElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('blur'));
}

function find(root: HTMLElement, selector: string, name: string | RegExp): HTMLElement {
  const all = Array.from(root.querySelectorAll<HTMLElement>(selector));
  const matches = (text: string) => (typeof name === 'string' ? text === name : name.test(text));
  const hit = all.find((element) => matches(accessibleName(element)));
  return need(hit ?? null, `${selector} named ${name}; there are: ${all.map(accessibleName).join(' | ')}`);
}

function pieces(node: Node): string[] {
  return node.nodeType === Node.TEXT_NODE
    ? [node.textContent ?? '']
    : Array.from(node.childNodes).flatMap((child) => pieces(child));
}

function accessibleName(element: HTMLElement): string {
  return (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function need<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`Not on the page: ${what}`);
  return value;
}
