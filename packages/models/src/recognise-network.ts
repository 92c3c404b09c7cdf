import { createFromFile } from './create-from-file';
import { type Architecture, officialShapes, recognise } from './detect/recognise';
import { type Shapes, shown, unknownNetwork } from './detect/shapes';

const LISTED = 4;

/**
 * Recognises the network of a state_dict as `detectArchitecture` does, and compares every name and shape with the
 * network's: what this gives can be loaded.
 *
 * @throws CheckpointError `E_CHECKPOINT_ARCHITECTURE` when the network is not known or the tensors are not exactly its own.
 */
export const recogniseNetwork = (shapes: Shapes): Architecture => {
  const recognition = recognise(shapes);
  const { architecture } = recognition;
  const network = createFromFile(architecture, shapes);
  const { missing, unexpected, misshapen } = network.compare(officialShapes(recognition, shapes));
  network.dispose();
  const wrong = [
    ...missing.map((name) => `${name} is missing`),
    ...unexpected.map((name) => `${shown(name)} is not its own`),
    ...misshapen.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry))),
  ];
  if (wrong.length === 0) return architecture;
  const more = wrong.length > LISTED ? `, and ${wrong.length - LISTED} more` : '';
  throw unknownNetwork(
    shapes,
    `This looks like ${architecture.name}, but its tensors are not that network's: ${wrong.slice(0, LISTED).join(', ')}${more}.`,
  );
};
