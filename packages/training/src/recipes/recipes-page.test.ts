import { expect, it } from 'vitest';
import { recipesPage } from '../testing/recipes-page';

it('docs/recipes.md says what the recipes are', async () => {
  await expect(recipesPage()).toMatchFileSnapshot('../../../../docs/recipes.md');
});
