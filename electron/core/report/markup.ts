/** Text that is already HTML. Everything else is escaped when it enters a template. */
export class Markup {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type Insertable = Markup | string | number | undefined | false | readonly Insertable[];

/** A template whose inserted values are escaped, unless they are Markup; lists are joined, `undefined` and `false` vanish. */
export function html(parts: TemplateStringsArray, ...values: readonly Insertable[]): Markup {
  const rendered = values.map(render);
  return new Markup(parts.map((part, i) => part + (rendered[i] ?? '')).join(''));
}

function render(value: Insertable): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.source;
  if (typeof value === 'object') return value.map(render).join('');
  return escape(String(value));
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as content or value of an attribute of HTML or XML. */
export const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
