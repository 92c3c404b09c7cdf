import { checkRecipe } from './check-recipe';
import { parseWith } from './parse-with';
import { recipeSchema } from './recipe-schema';
const SUBJECT = { name: 'degradation recipe', code: 'E_CONFIG_RECIPE' };
/**
 * A recipe from a file or from anywhere else, as a checked copy that `apply` can carry out. Nothing about the input
 * is trusted: unknown fields are errors, and every number, list and intermediate picture size is bounded.
 *
 * @param json what `JSON.parse` gave
 * @throws ConfigError `E_CONFIG_RECIPE` naming the path (`steps[3].quality[0]`), the value and what is expected.
 */
export const parseRecipe = (json) => {
    const recipe = parseWith(SUBJECT, recipeSchema, json);
    checkRecipe(SUBJECT, recipe);
    return recipe;
};
