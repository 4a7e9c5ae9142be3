import { Problem, type ProblemCode } from '../../../models/base/problem.ts';
type Answer = (input: never) => unknown;

/** The studio as a page's test has it: `answers` by a call's path, and all `calls` that came, in order. */
export const studio = {
  answers: {} as Record<string, Answer>,
  calls: [] as { path: string; input: unknown }[],
  /** What was asked for at this path. */
  inputs: (path: string): unknown[] => studio.calls.filter((call) => call.path === path).map(({ input }) => input),
  reset(answers: Record<string, Answer>): void {
    studio.answers = answers;
    studio.calls = [];
    notices.length = 0;
  },
};

/** What a call rejects with where the studio refuses it. */
export const refusal = (code: ProblemCode, sentence: string, cure = 'Do it otherwise.') =>
  Promise.reject(Object.assign(new Error(sentence), new Problem('said', { sentence, cure }, { code }).toData()));

const callee = (path: string): unknown =>
  new Proxy(() => undefined, {
    get: (_, name) => (typeof name === 'string' ? callee(path === '' ? name : `${path}.${name}`) : undefined),
    apply(_target, _this, [asked]: [unknown]) {
      const input = plain(asked);
      studio.calls.push({ path, input });
      const answer = studio.answers[path];
      if (!answer) return Promise.reject(new Error(`The page's test has no answer for ${path}.`));
      return Promise.resolve(answer(input as never)).then(plain);
    },
  });
/** Without the proxies that Vue puts around what it watches. */
const plain = (input: unknown): unknown => (input === undefined ? undefined : JSON.parse(JSON.stringify(input)));

/** In place of `renderer/app/client.ts`. */
export const clientModule = {
  client: callee(''),
  showImagesOf: () => undefined,
  imageUrl: (id: number) => `media/image/${id}`,
  jobFileUrl: (id: number, path: string) => `media/job/${id}/${path}`,
};

/** What the window's corner showed. */
export const notices: { title: string; description?: string; color: string }[] = [];
/** In place of `@nuxt/ui/composables`. */
export const composables = {
  useToast: () => ({ add: (notice: (typeof notices)[number]) => notices.push(notice) }),
};
