import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'demo-report/', 'evaluation/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Needed for typed-array reads in hot loops, where `?? 0` costs time and hides nothing.
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      'no-console': 'error',
    },
  },
  { files: ['*.js', '*.cjs', '*.config.ts'], ...tseslint.configs.disableTypeChecked },
);
