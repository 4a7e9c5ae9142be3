import { useI18n } from 'vue-i18n';
import type { Label } from '../../electron/contract/label.ts';

type Value = Label[keyof Label];

/** What a field of a label says, in words. */
export function useFieldWords(): (field: keyof Label, value: Value) => string {
  const { t } = useI18n();
  return (field, value) => {
    if (value === null || (field === 'notes' && value === '')) return '–';
    if (Array.isArray(value)) return value.join(', ') || '–';
    if (field === 'direction' || field === 'difficulty' || field === 'status')
      return t(`app.${field}.${String(value)}`);
    if (typeof value === 'boolean') return t(value ? 'ui.label.yes' : 'ui.label.no');
    return value === '' ? t('ui.label.noText') : String(value);
  };
}
