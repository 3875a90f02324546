/** What a person finds on the page, by the words they would look for. */
export class Page {
  constructor(private readonly root: HTMLElement) {}

  get text(): string {
    return this.root.textContent.replace(/\s+/g, ' ').trim();
  }

  /** In the order a reader meets them. */
  get headings(): string[] {
    return this.all('h1, h2, h3').map(nameOf);
  }

  button(name: string): HTMLButtonElement {
    return this.named('button', name) as HTMLButtonElement;
  }

  link(name: string): HTMLAnchorElement {
    return this.named('a[href]', name) as HTMLAnchorElement;
  }

  has(selector: string, name: string): boolean {
    return this.all(selector).some((element) => nameOf(element) === name);
  }

  field(label: string): HTMLInputElement {
    const found = this.all('label').find((element) => element.textContent.trim() === label);
    const field = found && this.root.querySelector(`#${(found as HTMLLabelElement).htmlFor}`);
    if (!field) throw new Error(`No field is labelled “${label}” in: ${this.text}`);
    return field as HTMLInputElement;
  }

  role(role: string): HTMLElement[] {
    return this.all(`[role="${role}"]`);
  }

  type(label: string, value: string): void {
    const field = this.field(label);
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  submit(): void {
    const form = this.root.querySelector('form');
    form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  }

  private named(selector: string, name: string): HTMLElement {
    const found = this.all(selector).find((element) => nameOf(element) === name);
    if (!found) throw new Error(`No ${selector} is called “${name}” in: ${this.text}`);
    return found;
  }

  private all(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }
}

function nameOf(element: HTMLElement): string {
  return (element.getAttribute('aria-label') ?? element.textContent).replace(/\s+/g, ' ').trim();
}
