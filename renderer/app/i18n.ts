import { createI18n } from 'vue-i18n';
import type { Language } from '../../electron/contract/window.ts';

/** Of one folder; vue-i18n's own type of messages asks for more than JSON says. */
type Messages = Record<string, string>;
const files = import.meta.glob<Messages>('./*/messages.*.json', { base: '../', eager: true, import: 'default' });

/** Messages of a language by the folder that they belong to: `./browse/messages.de.json` becomes `browse`. */
function messagesOf(language: Language): Record<string, Messages> {
  const own = Object.entries(files).filter(([file]) => file.endsWith(`messages.${language}.json`));
  return Object.fromEntries(own.map(([file, messages]) => [file.split('/')[1] ?? '', messages]));
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en: messagesOf('en'), de: messagesOf('de') },
});

export function speak(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
}

/** The part of the composer that is used here; its own type is too deep for the compiler. */
interface Speaker {
  t(key: string, values: Record<string, unknown>): string;
}

/** A message outside a component. */
export function say(key: string, values: Record<string, unknown> = {}): string {
  return (i18n.global as unknown as Speaker).t(key, values);
}
