/** The option names of the official code are ours in snake case. */
export const camelCase = (config) => Object.fromEntries(Object.entries(config).map(([key, value]) => [
    key.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()),
    value,
]));
