/**
 * Part of every package: a run is a pure function of (recipe, data version, engine version). Raise it
 * whenever the same recipe on the same data would give other bytes.
 */
export const ENGINE_VERSION = '3';
