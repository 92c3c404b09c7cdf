import { RECIPES } from '../recipes/recipe';

/** What the page needs of a valibot schema. */
interface Schema {
  readonly type: string;
  readonly wrapped?: Schema;
  readonly default?: unknown;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly options?: readonly (Schema | string)[];
  readonly literal?: unknown;
  readonly pipe?: readonly {
    readonly type: string;
    readonly description?: string;
    readonly metadata?: { unit?: string };
  }[];
}

/** The schema below `optional` and `nullable`. */
const bare = (schema: Schema): Schema => (schema.wrapped ? bare(schema.wrapped) : schema);

const defaultOf = (schema: Schema): string => {
  if (schema.default === undefined) return schema.wrapped ? 'none' : 'required';
  const text = JSON.stringify(schema.default);
  return text === '{}' ? 'as below' : `\`${text}\``;
};

const rows = (entries: Readonly<Record<string, Schema>>, prefix: string): string[] =>
  Object.entries(entries).flatMap(([name, schema]) => {
    const inner = bare(schema);
    const said = schema.pipe?.find(({ description }) => description)?.description;
    const unit = schema.pipe?.find(({ metadata }) => metadata)?.metadata?.unit;
    const own =
      said === undefined ? [] : [`| \`${prefix}${name}\` | ${said} | ${unit ?? ''} | ${defaultOf(schema)} |`];
    const variants = inner.type === 'variant' ? (inner.options as readonly Schema[]) : [];
    return [
      ...own,
      ...(inner.type === 'strict_object' && inner.entries ? rows(inner.entries, `${prefix}${name}.`) : []),
      ...variants.flatMap(({ entries }) => {
        const { type, ...others } = entries as Readonly<Record<string, Schema>>;
        return rows(others, `${prefix}${name}(${bare(type!).literal}).`);
      }),
    ];
  });

/** The page of all fields of all recipes, in Markdown. */
export const recipesPage = (): string =>
  [
    '# Recipes',
    '',
    'All fields of the recipes that a `Trainer` of `@srkit/training` takes. Made from their definitions by',
    '`npx vitest run packages/training/src/recipes -u`.',
    ...Object.entries(RECIPES).flatMap(([kind, { entries }]) => [
      '',
      `## \`${kind}\``,
      '',
      '| field | meaning | unit | default |',
      '| --- | --- | --- | --- |',
      ...rows(entries as unknown as Readonly<Record<string, Schema>>, ''),
    ]),
    '',
  ].join('\n');
