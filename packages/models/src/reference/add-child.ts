import type { Module } from '../module/module';

/** A module's own `child`, handed to a function that declares sub-modules for it. */
export type AddChild = <M extends Module>(name: string, build: () => M) => M;
