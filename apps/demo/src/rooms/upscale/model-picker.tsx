import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Engine, idOf } from '../../engine/engine';
import type { CheckpointInfo, EngineFacts, ModelChoice } from '../../engine/protocol';
import { ChooseFiles } from '../../shell/choose-files';
import { bytesText, errorText } from '../../shell/words';
import { text } from '../../text/text';
import { forgetModel, type StoredModel, storedModels, storeModel } from './stored-models';

/** Checkpoints by their endings; everything else that is dropped is taken for a picture. */
export const isCheckpoint = ({ name }: File): boolean => /\.(pth|pt|ckpt|safetensors|onnx)$/i.test(name);

const PUBLISHERS = [
  ['RealESRGAN_x4plus.pth', 'https://github.com/xinntao/Real-ESRGAN/releases/tag/v0.1.0'],
  ['realesr-general-x4v3.pth', 'https://github.com/xinntao/Real-ESRGAN/releases/tag/v0.2.5.0'],
] as const;

/** A file of the visitor's, and whether the browser keeps it: private windows and full disks do not. */
interface OwnModel extends StoredModel {
  readonly kept: boolean;
}

/** What a room knows of models: the chosen one, the visitor's own, and how to take another file. */
export interface Models {
  readonly choice: ModelChoice;
  readonly scale: number;
  readonly stored: readonly OwnModel[];
  readonly problem: string;
  choose(name: string): void;
  take(file: File): Promise<void>;
  forget(name: string): void;
}

/** The models of the site and the visitor's own files. */
export const useModels = (
  engine: Engine,
  facts: EngineFacts | undefined,
  announce: (words: string) => void,
): Models => {
  const asked = new URLSearchParams(location.search).get('model') ?? '';
  const [name, setName] = useState(asked);
  const [stored, setStored] = useState<readonly OwnModel[]>([]);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    void storedModels().then((found) =>
      setStored((now) => [
        ...now,
        // What was dropped meanwhile takes their places.
        ...found
          .filter(({ info }) => now.every((each) => each.info.name !== info.name))
          .map((model) => ({ ...model, kept: true })),
      ]),
    );
  }, []);
  const own = stored.find(({ info }) => info.name === name);
  const shipped = facts?.models.find((model) => model.name === name) ?? facts?.models[0];
  return {
    choice: own ? { name, file: own.file, id: idOf(own.file) } : { name: shipped?.name ?? name },
    scale: own?.info.scale ?? shipped?.scale ?? 4,
    stored,
    problem,
    choose: setName,
    async take(file) {
      setProblem('');
      try {
        const info: CheckpointInfo = await engine.call('info', { file, name: file.name });
        if (!info.usable) throw new Error(text.upscale.notUsable(info.name, info.architecture));
        const model = { info, file };
        setStored((before) => [
          ...before.filter((each) => each.info.name !== info.name),
          { ...model, kept: false },
        ]);
        setName(info.name);
        announce(text.upscale.modelTaken(info.name, info.architecture, info.scale));
        const kept = await storeModel(model);
        setStored((before) => before.map((each) => (each.file === file ? { ...each, kept } : each)));
      } catch (error) {
        setProblem(errorText(error));
      }
    },
    forget(gone) {
      setStored((before) => before.filter(({ info }) => info.name !== gone));
      if (name === gone) setName('');
      void forgetModel(gone);
    },
  };
};

interface PickerProps {
  readonly models: Models;
  readonly facts: EngineFacts | undefined;
  readonly id: string;
}

/** Chooses a model by name, or from a file. */
export const ModelPicker = ({ models, facts, id }: PickerProps): JSX.Element => {
  const { choice, stored } = models;
  const own = stored.find(({ info }) => info.name === choice.name);
  const shipped = facts?.models.find(({ name }) => name === choice.name);
  return (
    <div class="field">
      <label for={id}>{text.upscale.model}</label>
      <select
        id={id}
        value={choice.name}
        onChange={({ currentTarget }) => models.choose(currentTarget.value)}
      >
        {(facts?.models ?? []).map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        {stored.map(({ info: { name } }) => (
          <option key={name} value={name}>
            {name} ({text.upscale.fromFile})
          </option>
        ))}
      </select>
      {shipped && (
        <p class="quiet">
          {shipped.description}. {text.upscale.licence(shipped.licence, bytesText(shipped.bytes))}
        </p>
      )}
      {own && (
        <details class="quiet">
          <summary>
            {own.info.architecture} ×{own.info.scale}, {bytesText(own.info.bytes)}
            {own.kept && `, ${text.upscale.kept}`}
          </summary>
          <p>
            {own.info.format}, {own.info.parameters.toLocaleString()} {text.upscale.parameters}:{' '}
            {own.info.config}
          </p>
          <button type="button" onClick={() => models.forget(own.info.name)}>
            {text.upscale.forget}
          </button>
        </details>
      )}
      <ChooseFiles
        id={`${id}-file`}
        label={text.upscale.chooseModel}
        accept=".pth,.pt,.ckpt,.safetensors,.onnx"
        onFiles={([file]) => file && void models.take(file)}
      />
      {models.problem && (
        <p class="problem" role="alert" data-problem="model">
          {models.problem}
        </p>
      )}
      <details class="quiet">
        <summary>{text.upscale.elsewhere}</summary>
        <p>{text.upscale.elsewhereText}</p>
        <ul>
          {PUBLISHERS.map(([file, url]) => (
            <li key={file}>
              <a href={url} rel="noreferrer">
                {file}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
};
