/**
 * Text that cannot drive a terminal: names of files and tensors come from strangers. Control, bidi and unassigned
 * characters are replaced; line breaks stay, since messages have them.
 */
export const printable = (text: string): string => text.replace(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
