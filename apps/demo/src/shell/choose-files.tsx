import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface ChooseProps {
  /** Of the input. */
  readonly id: string;
  readonly label: string;
  /** Endings or kinds, as `<input type=file>` has them. */
  readonly accept: string;
  readonly multiple?: boolean;
  readonly primary?: boolean;
  readonly onFiles: (files: File[]) => void;
}

/** A button that opens the browser's choice of files, in the page's own words: the browser's says `No file chosen` to the end. */
export const ChooseFiles = (props: ChooseProps): JSX.Element => {
  const { id, label, accept, multiple = false, primary = false, onFiles } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={primary ? 'primary' : ''} onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        class="unseen"
        id={id}
        type="file"
        accept={accept}
        multiple={multiple}
        tabIndex={-1}
        aria-label={label}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen again.
          currentTarget.value = '';
          onFiles(files);
        }}
      />
    </>
  );
};
